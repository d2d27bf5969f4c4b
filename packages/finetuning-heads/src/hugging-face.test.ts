import {
  createLabelSet,
  KeyedRandom,
  type ClassificationRecord,
  type EncodedRecord,
  type LabelSet,
  type QuestionRecord,
  type RecordKind,
  type RecordKinds,
  type RegressionRecord,
  type TaggingRecord,
} from '@cloze/contracts';
import { inference, toTensors, type Encoded, type Encoder, type HeadPlugin } from '@cloze/contracts/tensor';
import { createParameterFactory } from '@cloze/encoder-core';
import { encodeTinyRecord, tinyEncoder, tinyHost, useTinyBackend } from '@cloze/testing';
import { tensor, tensor2d, tidy, type Scalar } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { sequenceClassification } from './classification/sequence-classification.js';
import { readFixture } from './fixtures/read-fixture.js';
import { extractiveQa } from './question/extractive-qa.js';
import { tokenClassification } from './tagging/token-classification.js';
import { taggedRecord } from './testing/tagged-record.js';

interface Reference {
  readonly hidden: readonly (readonly number[][])[]; // [examples, 6, 8]
  readonly pooled?: readonly number[][]; // [examples, 8]
  /** Parameters by Hugging Face's keys. */
  readonly head: Readonly<Record<string, number[] | number[][]>>;
  readonly loss: number;
}

const references = readFixture<Record<string, Reference>>('hugging-face.json');
const labels = createLabelSet(['a', 'b', 'c']);
const source = { file: 'reference' };
// Four tokens between special ones; what they are does not matter to a head.
const text = 'the cat sat on';

/** A head's loss over the reference's hidden states, with the reference's parameters. */
function lossOf<Options, Prediction, K extends RecordKind, Decoded>(
  plugin: HeadPlugin<Options, Prediction, K, Decoded>,
  given: object,
  { hidden, pooled, head: stored }: Reference,
  records: readonly EncodedRecord<RecordKinds[K]>[],
  labelSet: LabelSet = labels,
): number {
  const random = new KeyedRandom(1);
  const tiny = tinyEncoder.create(tinyEncoder.options.parse({}), { vocabularySize: 23, random });
  const encoder: Encoder = {
    ...tiny,
    sizes: tiny.sizes,
    modelConfig: () => ({ model_type: 'bert' }),
    pooled: () => tensor2d([...(pooled ?? [])]),
  };
  const options = plugin.options.parse(given);
  const parameters = createParameterFactory('head', random);
  const head = plugin.create(options, { sizes: encoder.sizes, encoder, labels: labelSet, parameters });
  expect([...parameters.table].map(({ name }) => name).sort()).toEqual(Object.keys(stored).sort());
  for (const { name, variable } of parameters.table) tidy(() => variable.assign(tensor(stored[name], variable.shape)));
  const { arrays, weight } = plugin.targets(options, { ...tinyHost(), labels: labelSet }).collate(records);
  const loss = tidy(() => {
    const encoded = { hidden: tensor2d(hidden.flat()) } as Encoded;
    const batch = { examples: 2, tokens: 12, view: () => ({}) as never };
    const { sum } = head.loss({ encode: () => encoded, batch, targets: toTensors(arrays), mode: inference });
    return (sum as Scalar).dataSync()[0] / Number(weight);
  });
  parameters.table.dispose();
  tiny.dispose();
  return loss;
}

const classified = (...own: string[]) =>
  encodeTinyRecord<ClassificationRecord>({ kind: 'classification', text, label: own[0], labels: own, source });

describe('losses and keys of Hugging Face', () => {
  beforeAll(useTinyBackend);

  it('BertForSequenceClassification with labels', () => {
    const loss = lossOf(sequenceClassification, {}, references['labels'], [classified('c'), classified('a')]);
    expect(loss).toBeCloseTo(references['labels'].loss, 5);
  });

  it('BertForSequenceClassification with several labels', () => {
    const records = [classified('a', 'c'), classified()];
    const loss = lossOf(sequenceClassification, { task: 'multi-label' }, references['multi-label'], records);
    expect(loss).toBeCloseTo(references['multi-label'].loss, 5);
  });

  it('BertForSequenceClassification with numbers', () => {
    const records = [0.5, -1].map((value) =>
      encodeTinyRecord<RegressionRecord>({ kind: 'regression', text, value, source }),
    );
    const loss = lossOf(sequenceClassification, { task: 'regression' }, references['regression'], records);
    expect(loss).toBeCloseTo(references['regression'].loss, 5);
  });

  it('BertForTokenClassification', () => {
    // Words begin at tokens 1, 2 and 3 of the first text, and at 1, 3 and 4 of the second.
    const first = encodeTinyRecord(taggedRecord('the cat sat', 'a b c'));
    const second = encodeTinyRecord(taggedRecord('dogs sat on', 'c b a'));
    const windows: EncodedRecord<TaggingRecord>[] = [first, second].map((window) => ({
      ...window,
      view: { ...window.view, inputIds: new Int32Array(6) },
    }));
    const loss = lossOf(tokenClassification, {}, references['tokens'], windows);
    expect(loss).toBeCloseTo(references['tokens'].loss, 5);
  });

  it('BertForQuestionAnswering', () => {
    // [CLS] the [SEP] cat sat [SEP]: the answer "sat" is token 4
    const asked = (answers: QuestionRecord['answers']) =>
      encodeTinyRecord<QuestionRecord>({ kind: 'question', question: 'the', text: 'cat sat', answers, source });
    const records = [asked([{ text: 'sat', start: 4 }]), asked([])];
    const loss = lossOf(extractiveQa, {}, references['question'], records);
    expect(loss).toBeCloseTo(references['question'].loss, 5);
  });
});
