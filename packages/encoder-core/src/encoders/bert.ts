import { ModelError, ShapeError } from '@cloze/contracts';
import {
  assertShape,
  defineEncoder,
  inference,
  type EncodeOptions,
  type Encoded,
  type Encoder,
  type EncoderInput,
  type EncoderServices,
  type EncoderSizes,
} from '@cloze/contracts/tensor';
import { concat, tensor, tidy, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { inputEmbeddings } from '../layers/input-embeddings.js';
import { pooler } from '../layers/pooler.js';
import type { LayerCall } from '../layers/self-attention.js';
import { transformerLayer } from '../layers/transformer-layer.js';
import { initialValues } from '../parameters/initial-values.js';
import { tableScope } from '../parameters/parameter-scope.js';
import { createParameterTable } from '../parameters/parameter-table.js';
import { fromBertModelConfig, toBertModelConfig } from './bert-model-config.js';
import { bertOptions, bertSizes, type BertOptions } from './bert-options.js';
import { encodedFrom } from './encoded-rows.js';

const WORDS = 'bert.embeddings.word_embeddings.weight';

/** BERT (Devlin et al., 2019), exactly as Hugging Face's `BertModel`: the same numbers from the same weights. */
export const bert = defineEncoder<BertOptions>({
  name: 'bert.v1',
  summary: 'BERT: a post-norm Transformer over word, position and segment embeddings.',
  options: bertOptions,
  create: createBert,
  fromModelConfig: fromBertModelConfig,
});

function createBert(options: BertOptions, services: EncoderServices): Encoder {
  const own = bertSizes(options);
  const parameters = createParameterTable(services.random);
  const scope = tableScope(parameters, 'bert');
  let sizes: EncoderSizes & typeof own = { ...own, vocabularySize: services.vocabularySize };
  const embed = inputEmbeddings(parameters, 'bert.embeddings', own, services.vocabularySize, 'encoder/embeddings');
  const layers = Array.from({ length: own.layers }, (_, i) =>
    transformerLayer(scope.within(`encoder.layer.${i}`), own, `encoder/layer.${i}`),
  );
  const pool = own.pooler ? pooler(scope.within('pooler'), own) : undefined;

  function encode(input: EncoderInput, settings: EncodeOptions = {}): Encoded {
    assertInput(input, own.maxPositions);
    const mode = settings.mode ?? inference;
    const { states, attentions } = tidy(() => {
      const attentions: Tensor3D[][] = [];
      const call: LayerCall = {
        starts: input.partStarts,
        causal: settings.attention === 'causal',
        mode,
        ...(settings.attentions && { keepAttentions: (probabilities) => void attentions.push(probabilities) }),
      };
      const states: Tensor2D[] = [embed(input, mode)];
      for (const layer of layers) states.push(layer(states[states.length - 1], call));
      return { states, attentions };
    });
    return encodedFrom(states, input.exampleStarts, settings.attentions ? attentions : undefined);
  }

  function growVocabulary(size: number): void {
    const table: Tensor2D = parameters.get(WORDS);
    const [rows, width] = table.shape;
    if (size < rows) {
      throw new ModelError({
        what: 'A vocabulary can grow, not shrink',
        received: `${size} entries`,
        allowed: `at least the ${rows} there are`,
      });
    }
    if (size === rows) return;
    const initializer = { kind: 'truncated-normal', standardDeviation: own.initializerRange } as const;
    const added = initialValues(initializer, (size - rows) * width, services.random.stream(`parameter/${WORDS}`, rows));
    parameters.replace(
      WORDS,
      tidy(() => concat([table, tensor(added, [size - rows, width])], 0)),
    );
    sizes = { ...sizes, vocabularySize: size };
  }

  return {
    get sizes() {
      return sizes;
    },
    parameters,
    encode,
    wordEmbeddings: () => parameters.get(WORDS),
    ...(pool && { pooled: (encoded: Encoded) => tidy(() => pool(encoded.cls())) }),
    growVocabulary,
    modelConfig: () => toBertModelConfig(sizes),
    dispose: () => parameters.dispose(),
  };
}

/** Shapes and types of the ids, and that no part is longer than the position table. */
function assertInput(input: EncoderInput, maxPositions: number): void {
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
}
