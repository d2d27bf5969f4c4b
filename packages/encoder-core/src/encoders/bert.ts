import { ShapeError } from '@cloze/contracts';
import {
  assertShape,
  defineEncoder,
  inference,
  type EncodeOptions,
  type Encoded,
  type Encoder,
  type EncoderInput,
  type EncoderServices,
  type ParameterTable,
} from '@cloze/contracts/tensor';
import { tidy, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { dense } from '../layers/dense.js';
import { inputEmbeddings } from '../layers/input-embeddings.js';
import { pooler } from '../layers/pooler.js';
import type { LayerCall } from '../layers/self-attention.js';
import { transformerLayer } from '../layers/transformer-layer.js';
import { bertOnnx } from '../onnx/bert-onnx.js';
import { tableScope } from '../parameters/parameter-scope.js';
import { createParameterTable } from '../parameters/parameter-table.js';
import { fromBertModelConfig, toBertModelConfig } from './bert-model-config.js';
import { bertOptions, bertSizes, type BertOptions, type BertSizes } from './bert-options.js';
import { encodedFrom } from './encoded-rows.js';
import { borrowedWordEmbeddings, ownWordEmbeddings } from './word-embeddings.js';

const WORDS = 'bert.embeddings.word_embeddings.weight';

/** BERT (Devlin et al., 2019), exactly as Hugging Face's `BertModel`: the same numbers from the same weights. */
export const bert = defineEncoder<BertOptions>({
  name: 'bert.v1',
  summary: 'BERT: a post-norm Transformer over word, position and segment embeddings.',
  options: bertOptions,
  features: ({ pooler: hasPooler }) =>
    hasPooler ? { provides: ['pooled'] } : { offers: { pooled: '"pooler": true' } },
  create: createBert,
  sizes: bertSizes,
  fromModelConfig: fromBertModelConfig,
});

function createBert(options: BertOptions, services: EncoderServices): Encoder {
  const parameters = createParameterTable(services.random, services.saved);
  const scope = tableScope(parameters, 'bert');
  const { words, sizes: own } = wordsAndSizes(bertSizes(options), parameters, services);
  const table = () => words.variable() as Tensor2D;
  const embed = inputEmbeddings(scope.within('embeddings'), own, table, 'encoder/embeddings');
  const { embeddingSize, hiddenSize, initializerRange } = own;
  const project =
    embeddingSize === hiddenSize
      ? undefined
      : dense(scope.within('embeddings_project'), {
          inputSize: embeddingSize,
          outputSize: hiddenSize,
          initializerRange,
        });
  // One after the other: however many a file asks for, those that it does not hold are refused when they are created.
  const layers: ReturnType<typeof transformerLayer>[] = [];
  for (let i = 0; i < own.layers; i += 1)
    layers.push(transformerLayer(scope.within(`encoder.layer.${i}`), own, `encoder/layer.${i}`));
  const pool = own.pooler ? pooler(scope.within('pooler'), own) : undefined;
  const sizes = () => ({ ...own, vocabularySize: table().shape[0] });

  function encode(input: EncoderInput, settings: EncodeOptions = {}): Encoded {
    assertInput(input, own);
    const mode = settings.mode ?? inference;
    const { states, attentions } = tidy(() => {
      const attentions: Tensor3D[][] = [];
      const call: LayerCall = {
        starts: input.partStarts,
        causal: settings.attention === 'causal',
        mode,
        ...(settings.attentions && { keepAttentions: (probabilities) => void attentions.push(probabilities) }),
      };
      const embedded = embed(input, mode);
      const states = [project ? project(embedded) : embedded];
      for (const layer of layers) states.push(layer(states[states.length - 1], call));
      return { states, attentions };
    });
    return encodedFrom(states, input.exampleStarts, settings.attentions ? attentions : undefined);
  }

  return {
    get sizes() {
      return sizes();
    },
    parameters,
    encode,
    wordEmbeddings: () => words.variable(),
    ...(pool && { pooled: (encoded: Encoded) => tidy(() => pool(encoded.cls())) }),
    growVocabulary: (size) => words.grow(size),
    // With another encoder's word embeddings it is no BertModel.
    modelConfig: () => (services.wordEmbeddings ? {} : toBertModelConfig(sizes())),
    onnx: (graph, onnxInput) => bertOnnx(graph, onnxInput, parameters, sizes(), table()),
    dispose: () => parameters.dispose(),
  };
}

/** The word embeddings, borrowed where there are some to borrow, and the sizes with their width. */
function wordsAndSizes(sizes: BertSizes, parameters: ParameterTable, services: EncoderServices) {
  const { vocabularySize, random, wordEmbeddings } = services;
  if (wordEmbeddings) {
    const [, embeddingSize] = (wordEmbeddings() as Tensor2D).shape;
    return { words: borrowedWordEmbeddings(wordEmbeddings), sizes: { ...sizes, embeddingSize } };
  }
  const initializer = { kind: 'truncated-normal', standardDeviation: sizes.initializerRange } as const;
  const shape = [vocabularySize, sizes.embeddingSize] as const;
  return { words: ownWordEmbeddings(parameters, WORDS, shape, initializer, random), sizes };
}

/** Shapes and types of the ids, that no part is longer than the position table, and that every segment is in its own. */
function assertInput(input: EncoderInput, { maxPositions, segmentTypes }: BertSizes): void {
  const [tokens] = input.inputIds.shape;
  assertShape(input.inputIds, ['tokens'], 'inputIds', 'int32');
  assertShape(input.segmentIds, [tokens], 'segmentIds', 'int32');
  assertShape(input.positionIds, [tokens], 'positionIds', 'int32');
  const { partStarts } = input;
  for (let part = 0; part + 1 < partStarts.length; part += 1) {
    const length = partStarts[part + 1] - partStarts[part];
    if (length <= maxPositions) continue;
    throw new ShapeError({
      what: 'An example is longer than the encoder takes',
      where: `part ${part} of the batch`,
      received: `${length} tokens`,
      allowed: `at most ${maxPositions}`,
      fix: 'lower the maximum length, or raise maxPositions for a new encoder',
    });
  }
  // Backends differ in what they make of a row that is not there, and none of them says which it was.
  const segments = input.segmentIds.dataSync<'int32'>();
  const token = segments.findIndex((segment) => segment < 0 || segment >= segmentTypes);
  if (token === -1) return;
  throw new ShapeError({
    what: 'A token is of a segment that the encoder does not have',
    where: `token ${token} of the batch`,
    received: `segment ${segments[token]}`,
    allowed: segmentTypes === 1 ? 'segment 0' : `segments 0 to ${segmentTypes - 1}`,
    fix: 'give examples of fewer segments, or raise segmentTypes for a new encoder',
  });
}
