import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordKind } from '@cloze/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { load } from '../model/loaded-model.js';
import { callCloze } from '../testing/call-cloze.js';
import { messageOf } from '../testing/message-of.js';

/** A head, what it learns from, and what is then asked of the model it leaves. */
interface HeadCase {
  readonly name: string;
  readonly use: string;
  readonly options?: object;
  readonly record: RecordKind;
  readonly records: readonly object[];
  /** Inputs that are answered, and what is said of them. */
  readonly good: readonly (readonly [input: object, answer: object])[];
  /** An input that is not, and why. */
  readonly bad: readonly [input: object, message: string];
}

const any = (type: unknown) => expect.any(type) as unknown;
const probability = expect.toSatisfy((value: number) => value >= 0 && value <= 1.000001) as unknown;

const words = ['Ada', 'met', 'Bob', 'in', 'Rome'];
const text = words.join(' ');
const stretches = { ada: { start: 0, end: 3 }, bob: { start: 8, end: 11 }, rome: { start: 15, end: 19 } };
const spans = [
  { ...stretches.ada, label: 'person' },
  { ...stretches.bob, label: 'person' },
  { ...stretches.rome, label: 'place' },
];
const relations = [
  { head: 0, tail: 1, label: 'knows' },
  { head: 0, tail: 2, label: 'in' },
];
const bio = ['B-person', 'O', 'B-person', 'O', 'B-place'];

const unread = (received: string, allowed: string) =>
  `No head of the model can read an input\n  where: input 2\n  received: ${received}\n  allowed: ${allowed}`;
const tooMany =
  'A text is longer than the limit\n  where: input 2\n  received: 42 tokens\n  allowed: at most 32\n' +
  '  fix: shorten it, or give --long cut or --long split';
const long = 'a '.repeat(40);

const noWords =
  'An input is not what predict reads\n  where: input 2, words\n' +
  '  received: Too small: expected array to have >=1 items\n' +
  '  allowed: {"text"}, {"words"}, {"text", "pair"} or {"question", "context"}';

const labelled = [
  { text, label: 'meeting' },
  { text: 'Bob is in Rome', label: 'place' },
];
const classified = { label: any(String), probabilities: { meeting: probability, place: probability } };
const tagged = { tags: Array(5).fill(any(String)), probabilities: Array(5).fill(probability), offsets: any(Array) };

const CASES: readonly HeadCase[] = [
  {
    name: 'sequence-classification.v1',
    use: 'sequence-classification.v1',
    record: 'classification',
    records: labelled,
    good: [
      [{ text }, classified],
      [{ words }, classified],
    ],
    bad: [{ text: long }, tooMany],
  },
  {
    name: 'sequence-classification.v1 with several labels',
    use: 'sequence-classification.v1',
    options: { task: 'multi-label' },
    record: 'classification',
    records: [
      { text, labels: ['meeting', 'place'] },
      { text: 'Bob', labels: [] },
    ],
    good: [[{ text }, { labels: any(Array), probabilities: { meeting: probability, place: probability } }]],
    bad: [{ text, pair: 'Bob' }, unread('{"text", "pair"}', '{"text"} or {"words"}')],
  },
  {
    name: 'sequence-classification.v1 with a number',
    use: 'sequence-classification.v1',
    options: { task: 'regression' },
    record: 'regression',
    records: [
      { text, value: 1 },
      { text: 'Bob', value: 3 },
    ],
    good: [[{ text }, { value: any(Number) }]],
    bad: [{ question: 'who?', context: text }, unread('{"question", "context"}', '{"text"} or {"text", "pair"}')],
  },
  {
    name: 'pair-classification.v1',
    use: 'pair-classification.v1',
    record: 'pair',
    records: labelled.map((one) => ({ ...one, pair: 'Ada is in Rome' })),
    good: [[{ text, pair: 'Bob' }, classified]],
    bad: [{ text }, unread('{"text"}', '{"text", "pair"}')],
  },
  ...(['token-classification.v1', 'crf-tagging.v1'] as const).map((use): HeadCase => ({
    name: use,
    use,
    record: 'tagging',
    records: [
      { words, tags: bio },
      { words: ['Bob', 'in', 'Rome'], tags: ['B-person', 'O', 'B-place'] },
    ],
    good: [
      [{ text }, tagged],
      [{ words }, tagged],
    ],
    bad: [{ text, pair: 'Bob' }, unread('{"text", "pair"}', '{"text"} or {"words"}')],
  })),
  {
    name: 'crf-tagging.v1 where repairing writes tags that do not occur',
    use: 'crf-tagging.v1',
    options: { scheme: 'bioes', invalid: 'repair' },
    record: 'tagging',
    records: [{ words, tags: ['I-person', 'O', 'I-person', 'O', 'I-place'] }],
    good: [[{ words }, tagged]],
    bad: [{ words: [] }, noWords],
  },
  ...(['span-identification.v1', 'span-classification.v1'] as const).map((use): HeadCase => ({
    name: use,
    use,
    options: { maxSpanLength: 2 },
    record: 'spans',
    records: [
      { text, spans },
      { text: 'Bob is in Rome', spans: [{ start: 0, end: 3, label: 'person' }] },
    ],
    good: [[{ text }, { spans: any(Array) }]],
    bad: [{ text: long }, tooMany],
  })),
  {
    name: 'span-classification.v1 as a tree whose root is longer than other spans',
    use: 'span-classification.v1',
    options: { maxSpanLength: 2, decoding: 'tree', representation: 'ffn-attentive', widthSize: 4 },
    record: 'spans',
    records: [
      { text, spans: [{ start: 0, end: 19, label: 'sentence' }, ...spans] },
      { text: 'Bob is in Rome', spans: [{ start: 0, end: 14, label: 'sentence' }] },
    ],
    good: [[{ text }, { spans: expect.arrayContaining([expect.objectContaining({ start: 0, end: 19 })]) as unknown }]],
    bad: [{ text: long }, tooMany],
  },
  {
    name: 'span-relation.v1 with its own spans',
    use: 'span-relation.v1',
    options: { maxSpanLength: 2 },
    record: 'relations',
    records: [
      { text, spans, relations },
      { text: 'Bob is in Rome', spans: [{ start: 0, end: 3, label: 'person' }], relations: [] },
    ],
    good: [[{ text }, { spans: any(Array), relations: any(Array) }]],
    bad: [
      { text, spans: [{ start: 0, end: 3, label: 'foo' }] },
      'A record has a label that the model does not know\n  where: input 2\n  received: "foo"\n' +
        '  allowed: person, place\n  fix: declare it among the labels',
    ],
  },
  {
    name: 'span-relation.v1 between given spans',
    use: 'span-relation.v1',
    options: { maxSpanLength: 2, spans: 'given' },
    record: 'relations',
    // Its spans need no labels, in training or prediction.
    records: [
      { text, spans, relations },
      { text: 'Bob is in Rome', spans: [{ start: 0, end: 3 }], relations: [] },
    ],
    good: [
      [
        { text, spans },
        { spans: spans.map((span) => ({ ...span, score: 1 })), relations: any(Array) },
      ],
      [
        { text, spans: [stretches.ada, { ...stretches.bob, label: 'foo' }] },
        {
          spans: [
            { ...stretches.ada, label: '', score: 1 },
            { ...stretches.bob, label: 'foo', score: 1 },
          ],
          relations: any(Array),
        },
      ],
      [{ text }, { spans: [], relations: [] }],
    ],
    bad: [
      { text, spans: [{ start: 15, end: 20, label: 'place' }] },
      'A stretch is not inside the text\n  where: input 2, spans.0\n  received: 15 to 20\n' +
        '  allowed: 0 <= start < end <= 19\n  fix: count UTF-16 code units, the end exclusive',
    ],
  },
  {
    name: 'coreference.v1',
    use: 'coreference.v1',
    options: { maxSpanLength: 2 },
    record: 'coreference',
    // The second has one mention alone, which has nothing to go back to.
    records: [
      { text: 'Ada met Bob and Ada met Rome', clusters: [[stretches.ada, { start: 16, end: 19 }]] },
      { text: 'Bob', clusters: [] },
    ],
    good: [[{ text }, { clusters: any(Array) }]],
    bad: [
      { text, words },
      'An input is not what predict reads\n  where: input 2\n  received: text, words\n' +
        '  allowed: {"text"}, {"words"}, {"text", "pair"} or {"question", "context"}',
    ],
  },
  {
    name: 'extractive-qa.v1',
    use: 'extractive-qa.v1',
    record: 'question',
    records: [{ context: text, question: 'Who met Bob?', answers: [{ text: 'Ada', start: 0 }] }],
    good: [
      [
        { question: 'Who met Bob?', context: text },
        { answer: any(String), start: any(Number), end: any(Number), probability, nBest: any(Array) },
      ],
    ],
    bad: [{ text }, unread('{"text"}', '{"question", "context"}')],
  },
  {
    name: 'a head of one’s own that fails on a text',
    use: 'moody.v1',
    record: 'classification',
    records: labelled,
    good: [[{ text }, classified]],
    bad: [{ text: 'Bob Bob' }, 'no Bobs'],
  },
];

/** Labels a text from its [CLS], but for one. */
const MOODY = `
import { linear, softmaxCrossEntropy } from '@cloze/backend';
import { defineHead } from '@cloze/contracts/tensor';
import { gather } from '@tensorflow/tfjs-core';
import { z } from 'zod';

export default defineHead({
  name: 'moody.v1',
  summary: 'Labels texts, but for one',
  options: z.strictObject({}),
  accepts: 'classification',
  metrics: ['accuracy.v1'],
  targets: (_options, { labels }) => ({
    collate: (windows) => ({
      arrays: { labels: Int32Array.from(windows, ({ record }) => labels.id(record.label) ?? 0) },
      weight: windows.length,
    }),
  }),
  create(_options, { sizes, labels, parameters }) {
    const initializer = { kind: 'truncated-normal', standardDeviation: sizes.initializerRange };
    const weight = parameters.create('weight', { shape: [labels.names.length, sizes.hiddenSize], initializer });
    const logits = ({ encode, batch }) => linear(gather(encode().hidden, batch.view('original').exampleStarts.slice(0, -1)), weight);
    return {
      parameters: parameters.table,
      loss: (input) => ({ sum: softmaxCrossEntropy(logits(input), input.targets.labels).lossSum }),
      outputs: (input) => ({ logits: logits(input) }),
    };
  },
  decode(_options, _outputs, windows, labels) {
    if (windows.some(({ record }) => record.text === 'Bob Bob')) throw new Error('no Bobs');
    return windows.map(() => ({ label: labels.names[0], probabilities: { meeting: 1, place: 0 } }));
  },
});
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloze-every-head-'));
  await writeFile(join(folder, 'moody.mjs'), MOODY);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(CASES)('$name', ({ name, use, options, record, records, good, bad: [bad, message] }) => {
  it('learns, is saved, and answers each input or says why not', async () => {
    const at = (file: string) => join(folder, `${name}${file}`);
    await writeFile(at('.jsonl'), records.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const data = { use: 'jsonl.v1', files: [at('.jsonl')], record };
    const config = {
      ...(use === 'moody.v1' && { plugins: ['./moody.mjs'] }),
      tokenizer: { use: 'wordpiece.v1', vocabularySize: 60 },
      encoder: { use: 'bert.v1', layers: 1, hiddenSize: 16, heads: 2, maxPositions: 32 },
      data: { train: data, validation: data },
      heads: [{ id: 'task', use, ...options }],
      optimizer: { use: 'adamw.v1', learningRate: 0.01 },
      training: { batchSize: 1, maxSteps: 2 },
    };
    await writeFile(at('.json'), JSON.stringify(config));
    const trained = await callCloze('finetune', at('.json'), '--out', at(''), '--backend', 'cpu');
    expect([trained.code, trained.stderr.slice(trained.stderr.lastIndexOf('error: '))]).toEqual([
      0,
      expect.any(String),
    ]);

    const model = await load(at(''), { backend: 'cpu', plugins: [join(folder, 'moody.mjs')] });
    try {
      const inputs = [good[0][0], bad, ...good.map(([input]) => input)];
      const [first, failed, ...others] = model.predictAll(inputs);
      expect(failed.error).toHaveProperty('message', message);
      for (const [i, answer] of [first, ...others].entries()) {
        expect(answer.error).toBeUndefined();
        expect(answer).toMatchObject({ predictions: { task: good[Math.max(0, i - 1)][1] } });
      }
      expect({ predictions: { task: await model.predict(good[0][0]) } }).toEqual(others[0]);
      expect(await messageOf(() => model.predict(bad as { text: string }))).toBe(message.replace('input 2', 'input 1'));
      expect(await messageOf(() => model.predict(good[0][0], { long: 'windows' as 'cut' }))).toBe(
        'Wrong value of long\n  where: long\n  received: windows\n  allowed: error, cut, split',
      );
    } finally {
      await model.dispose();
    }
    expect(await messageOf(() => model.predict(good[0][0]))).toBe(
      `The model was freed\n  where: ${at('')}\n  fix: call \`dispose\` after its last use, or load it again`,
    );
  }, 20_000);
});
