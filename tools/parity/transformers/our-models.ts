import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeModelFolder, type FloatDtype } from '@cloze/checkpoints';
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
interface Expected {
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
export async function writeOurModels(folder: string, tokenizer: Tokenizer): Promise<readonly string[]> {
  const models: readonly Model[] = [
    { name: 'bert' },
    { name: 'bert-without-pooler', options: { pooler: false } },
    { name: 'bert-tanh', options: { activation: 'gelu_new' } },
    { name: 'electra', options: { embeddingSize: 16, pooler: false } },
    { name: 'pretraining', build: pretraining },
    { name: 'pretraining-float16', dtype: 'F16', build: pretraining },
    { name: 'pretraining-bfloat16', dtype: 'BF16', build: pretraining },
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
  return models.map(({ name }) => name);
}

async function writeModel(
  directory: string,
  { name, options, dtype, build }: Model,
  tokenizer: Tokenizer,
): Promise<void> {
  const random = new KeyedRandom(name.length);
  const parsed = bert.options.parse({ ...SIZES, ...options });
  const encoder = bert.create(parsed, { vocabularySize: tokenizer.vocabulary.size, random });
  const built = build?.(encoder, createParameterFactory('task', random));
  await writeModelFolder(directory, {
    config: { ...encoder.modelConfig(), ...built?.config },
    parameters: [...encoder.parameters, ...(built?.parameters ?? [])],
    tokenizer,
    ...(dtype && { dtypeOf: () => dtype }),
  });
  // Outputs of narrower types are those of the rounded weights, which transformers has and this model has not.
  if (dtype) return encoder.dispose();
  const { ids, typeIds } = tokenizer.encode(TEXT, PAIR);
  const starts = Int32Array.of(0, ids.length);
  const input = toEncoderInput({
    inputIds: ids,
    segmentIds: typeIds,
    positionIds: Int32Array.from(ids, (_, i) => i),
    exampleStarts: starts,
    partStarts: starts,
  });
  const outputs = Object.entries(built?.outputs(input) ?? {}).map(([key, value]) => [key, [...value.dataSync()]]);
  const expected: Expected = {
    ids: [...ids],
    segments: [...typeIds],
    hidden: encoder.encode(input).layers.map((layer) => [...layer.dataSync()]),
    outputs: Object.fromEntries(outputs) as Expected['outputs'],
  };
  mkdirSync(`${directory}-expected`, { recursive: true });
  writeFileSync(join(`${directory}-expected`, 'values.json'), JSON.stringify({ text: TEXT, pair: PAIR, ...expected }));
  encoder.dispose();
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
