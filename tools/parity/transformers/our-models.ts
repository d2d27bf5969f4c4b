import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadParameters, readModelFolder, writeModelFolder, type FloatDtype } from '@cloze/checkpoints';
import { createLabelSet, KeyedRandom, type Tokenizer } from '@cloze/contracts';
import {
  inference,
  toBatch,
  toEncoderInput,
  type Encoder,
  type Head,
  type Parameter,
  type ParameterFactory,
} from '@cloze/contracts/tensor';
import type { EmbeddingModel } from '@cloze/embeddings';
import {
  bert,
  createParameterFactory,
  maskedLanguageHead,
  nextSentenceHead,
  type BertOptions,
} from '@cloze/encoder-core';
import { extractiveQa, sequenceClassification, tokenClassification } from '@cloze/finetuning-heads';
import type { Tensor } from '@tensorflow/tfjs-core';

const SIZES = { hiddenSize: 24, heads: 3, layers: 3, intermediateSize: 40, maxPositions: 20, initializerRange: 0.3 };
const TEXT = 'the cat sat';
const PAIR = 'cats sat';

/** What is compared of a model: hidden states [layers + 1][tokens, hidden] and outputs by transformers' names, flat. */
export interface Expected {
  readonly text: string;
  readonly pair: string;
  readonly ids: readonly number[];
  readonly segments: readonly number[];
  readonly hidden: readonly (readonly number[])[];
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

interface Model {
  readonly name: string;
  readonly options?: Partial<BertOptions>;
  readonly dtype?: FloatDtype;
  readonly build?: (encoder: Encoder, parameters: ParameterFactory) => Built;
}

interface Built {
  readonly parameters: Iterable<Parameter>;
  readonly config?: Readonly<Record<string, unknown>>;
  outputs(input: ReturnType<typeof toEncoderInput>): Readonly<Record<string, Tensor>>;
}

const labels = createLabelSet(['O', 'B-PER', 'I-PER']);

/** Writes every kind of model that transformers has a class for, each with what cloze computes on one pair of texts beside it. */
export async function writeOurModels(folder: string, tokenizer: Tokenizer): Promise<void> {
  const models: readonly Model[] = [
    { name: 'bert' },
    { name: 'bert-without-pooler', options: { pooler: false } },
    { name: 'bert-tanh', options: { activation: 'gelu_new' } },
    { name: 'electra', options: { embeddingSize: 16, pooler: false } },
    { name: 'pretraining', build: pretraining },
    { name: 'pretraining-float16', dtype: 'F16', build: pretraining },
    { name: 'pretraining-bfloat16', dtype: 'BF16', build: pretraining },
    { name: 'masked-language', options: { pooler: false }, build: maskedLanguage },
    {
      name: 'sequence-classification',
      build: withHead((services) => sequenceClassification.create(sequenceClassification.options.parse({}), services)),
    },
    {
      name: 'token-classification',
      options: { pooler: false },
      build: withHead((services) => tokenClassification.create(tokenClassification.options.parse({}), services)),
    },
    {
      name: 'question-answering',
      options: { pooler: false },
      build: withHead((services) => extractiveQa.create(extractiveQa.options.parse({}), services)),
    },
  ];
  for (const model of models) await writeModel(join(folder, model.name), model, tokenizer);
}

/**
 * Writes a model with random weights, reads the folder back into another one, and notes what that one computes: of float16 and bfloat16 folders the outputs
 * of the rounded weights.
 */
async function writeModel(directory: string, model: Model, tokenizer: Tokenizer): Promise<void> {
  const written = create(model, tokenizer, 1);
  await writeModelFolder(directory, {
    config: { ...written.encoder.modelConfig(), ...written.built?.config },
    parameters: written.parameters,
    tokenizer,
    ...(model.dtype && { dtypeOf: () => model.dtype! }),
  });
  written.encoder.dispose();
  const { encoder, built, parameters } = create(model, tokenizer, 2);
  const folder = await readModelFolder(directory);
  await loadParameters(parameters, folder);
  await folder.close();
  writeExpected(directory, { encoder, tokenizer, outputs: built?.outputs }, TEXT, PAIR);
  encoder.dispose();
}

function create({ options, build }: Model, tokenizer: Tokenizer, seed: number) {
  const random = new KeyedRandom(seed);
  const parsed = bert.options.parse({ ...SIZES, ...options });
  const encoder = bert.create(parsed, { vocabularySize: tokenizer.vocabulary.size, random });
  const built = build?.(encoder, createParameterFactory('task', random));
  return { encoder, built, parameters: [...encoder.parameters, ...(built?.parameters ?? [])] };
}

/** Writes down beside a model's folder what cloze computes on a pair of texts. */
export function writeExpected(
  directory: string,
  {
    encoder,
    tokenizer,
    outputs,
  }: Pick<EmbeddingModel, 'encoder' | 'tokenizer'> & { readonly outputs?: Built['outputs'] },
  text: string,
  pair: string,
): void {
  const { ids, typeIds } = tokenizer.encode(text, pair);
  const starts = Int32Array.of(0, ids.length);
  const input = toEncoderInput({
    inputIds: ids,
    segmentIds: typeIds,
    positionIds: Int32Array.from(ids, (_, i) => i),
    exampleStarts: starts,
    partStarts: starts,
  });
  const expected: Expected = {
    text,
    pair,
    ids: [...ids],
    segments: [...typeIds],
    hidden: encoder.encode(input).layers.map((layer) => [...layer.dataSync()]),
    outputs: Object.fromEntries(
      Object.entries(outputs?.(input) ?? {}).map(([key, value]) => [key, [...value.dataSync()]]),
    ),
  };
  mkdirSync(`${directory}-expected`, { recursive: true });
  writeFileSync(join(`${directory}-expected`, 'values.json'), JSON.stringify(expected));
}

/** What `writeExpected` wrote. */
export function readExpected(directory: string): Expected {
  return JSON.parse(readFileSync(join(`${directory}-expected`, 'values.json'), 'utf8')) as Expected;
}

function pretraining(encoder: Encoder, parameters: ParameterFactory): Built {
  const words = maskedLanguageHead(parameters, encoder);
  const sentences = nextSentenceHead(parameters, encoder.sizes);
  return {
    parameters: parameters.table,
    outputs(input) {
      const encoded = encoder.encode(input);
      return {
        prediction_logits: words.logits(encoded.hidden),
        seq_relationship_logits: sentences(encoder.pooled!(encoded)),
      };
    },
  };
}

function maskedLanguage(encoder: Encoder, parameters: ParameterFactory): Built {
  const words = maskedLanguageHead(parameters, encoder);
  return {
    parameters: parameters.table,
    outputs: (input) => ({ logits: words.logits(encoder.encode(input).hidden) }),
  };
}

function withHead(create: (services: Parameters<typeof sequenceClassification.create>[1]) => Head): Model['build'] {
  return (encoder, parameters) => {
    const head = create({ encoder, sizes: encoder.sizes, labels, parameters });
    return {
      parameters: head.parameters,
      config: head.modelConfig?.(),
      outputs(input) {
        const empty = new Int32Array(0);
        const none = {
          inputIds: empty,
          segmentIds: empty,
          positionIds: empty,
          exampleStarts: empty,
          partStarts: empty,
        };
        const batch = toBatch({ epoch: 0, index: 0, views: { original: none, corrupted: none }, targets: {} });
        const { logits } = head.outputs({ encode: () => encoder.encode(input), batch, targets: {}, mode: inference });
        return { logits };
      },
    };
  };
}
