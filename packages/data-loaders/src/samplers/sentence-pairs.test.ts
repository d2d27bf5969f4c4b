import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedRandom, parseOptions, type ExamplePlan } from '@cloze/contracts';
import { describeSampler } from '@cloze/testing';
import { createHostServices } from '../batches/create-host-services.js';
import { memoryCorpus } from '../corpus/memory-corpus.js';
import { openCorpus } from '../corpus/open-corpus.js';
import { pieceTokenizer } from '../testing/piece-tokenizer.js';
import { sentencePairs, type SentencePairsOptions } from './sentence-pairs.js';

const tokenizer = pieceTokenizer(60_000);
const { special } = tokenizer.vocabulary;
const host = createHostServices(tokenizer.vocabulary.toData(), [], 1);
const FIRST = 100;

function planOf(documents: readonly (readonly number[])[], given: Partial<SentencePairsOptions>, epoch = 0) {
  const options = parseOptions(sentencePairs.options, given, 'sampler');
  let token = FIRST - 1;
  const sentences = documents.map((lengths) =>
    lengths.map((length) => ({
      ids: Int32Array.from({ length }, () => (token += 1)),
      wordStarts: new Uint8Array(length),
    })),
  );
  const { corpus: handle, parts } = memoryCorpus(sentences, tokenizer.vocabulary.size);
  const corpus = openCorpus(handle);
  const input = { corpus, documents: parts[0].documents, budget: options.maxLength, random: new KeyedRandom(7), epoch };
  const plan = sentencePairs.plan(options, input);
  return { corpus, plan, example: (index: number) => sentencePairs.assemble(options, plan, index, corpus, host) };
}

interface Pair {
  readonly first: readonly [number, number];
  readonly second: readonly [number, number];
  readonly label: number;
}

function pairs({ lengths, arrays }: ExamplePlan): Pair[] {
  return Array.from(lengths, (_, i) => ({
    first: [arrays.firstStarts[i], arrays.firstStarts[i] + arrays.firstLengths[i]],
    second: [arrays.secondStarts[i], arrays.secondStarts[i] + arrays.secondLengths[i]],
    label: arrays.labels[i],
  }));
}

const even = (documents: number, sentences: number, length: number) =>
  Array.from({ length: documents }, () => new Array<number>(sentences).fill(length));

describe('sentence-pairs.v1', () => {
  it('follows the first segment with the next sentences (label 0), or with some of another document (label 1)', () => {
    const documents = even(20, 30, 5);
    const { plan } = planOf(documents, { maxLength: 43, shortProbability: 0 });
    const documentOf = (token: number) => Math.floor(token / 150);
    for (const { first, second, label } of pairs(plan)) {
      expect([first[0] % 5, first[1] % 5, second[0] % 5, second[1] % 5]).toEqual([0, 0, 0, 0]); // nothing was cut
      if (label === 0) expect(second[0]).toBe(first[1]);
      else expect(documentOf(second[0])).not.toBe(documentOf(first[0]));
    }
  });

  it('tosses a fair coin (binomial bound, 5 standard deviations)', () => {
    for (const negatives of ['random', 'swapped'] as const) {
      const { plan } = planOf(even(100, 80, 3), { maxLength: 25, shortProbability: 0.1, negatives });
      const ones = [...plan.arrays.labels].reduce((sum, label) => sum + label, 0);
      expect(plan.lengths.length).toBeGreaterThan(500);
      expect(Math.abs(ones - plan.lengths.length / 2)).toBeLessThan(5 * Math.sqrt(plan.lengths.length / 4));
    }
  });

  it('puts the text back that a negative displaced: every sentence is in a first segment or follows one', () => {
    const { plan } = planOf(even(10, 21, 5), { maxLength: 43, shortProbability: 0 });
    const seen = new Set<number>();
    for (const { first, second, label } of pairs(plan)) {
      for (let at = first[0]; at < first[1]; at += 5) seen.add(at);
      if (label === 0) for (let at = second[0]; at < second[1]; at += 5) seen.add(at);
    }
    // At most the last sentence of a document, where it stands alone, is left out.
    const missing = Array.from({ length: 210 }, (_, i) => i * 5).filter((at) => !seen.has(at));
    expect(missing.every((at) => at % 105 === 100)).toBe(true);
    expect(missing.length).toBeLessThan(10);
  });

  it('fills segments to the length budget; a tenth aims shorter', () => {
    const full = planOf(even(10, 200, 2), { maxLength: 43, shortProbability: 0 }).plan.lengths;
    expect([...full].filter((length) => length === 43).length / full.length).toBeGreaterThan(0.9);
    const { lengths } = planOf(even(100, 200, 2), { maxLength: 43 }).plan;
    const short = [...lengths].filter((length) => length < 43).length / lengths.length;
    expect(short).toBeGreaterThan(0.09);
    expect(short).toBeLessThan(0.2); // those, and the last ones of documents
  });

  it('pairs one sentence with one where asked, every sentence with the next or one of another document', () => {
    const { plan } = planOf(even(20, 9, 5), { maxLength: 43, unit: 'sentence' });
    const documentOf = (token: number) => Math.floor(token / 45);
    for (const { first, second, label } of pairs(plan)) {
      expect([first[1] - first[0], second[1] - second[0]]).toEqual([5, 5]);
      if (label === 0) expect(second[0]).toBe(first[1]);
      else expect(documentOf(second[0])).not.toBe(documentOf(first[0]));
    }
    const swapped = pairs(planOf(even(20, 9, 5), { maxLength: 43, unit: 'sentence', negatives: 'swapped' }).plan);
    // Nine sentences make four pairs, and one is left over.
    expect(swapped).toHaveLength(80);
    const alone = planOf([[4], [4, 4]], { maxLength: 43, unit: 'sentence', singleSentences: 'random' });
    expect(pairs(alone.plan).find(({ first }) => first[0] === 0)?.label).toBe(1);
  });

  it('truncates the longer side from a random end', () => {
    const { plan } = planOf(
      [
        [40, 10],
        [40, 10],
      ],
      { maxLength: 43, shortProbability: 0 },
    );
    const positive = Array.from({ length: 200 }, (_, epoch) =>
      pairs(
        planOf(
          [
            [40, 10],
            [40, 10],
          ],
          { maxLength: 43, shortProbability: 0 },
          epoch,
        ).plan,
      ),
    )
      .flat()
      .filter(({ label, first }) => label === 0 && first[0] < 50);
    expect([...plan.lengths].every((length) => length === 43)).toBe(true);
    for (const { first, second } of positive) {
      expect([first[1] - first[0], second]).toEqual([30, [40, 50]]);
    }
    // 10 tokens are cut, each from the front or the back by a coin: 5 from the front on average.
    const fronts = positive.map(({ first }) => first[0]);
    const mean = fronts.reduce((sum, front) => sum + front, 0) / fronts.length;
    expect(Math.abs(mean - 5)).toBeLessThan(5 * Math.sqrt(2.5 / fronts.length));
  });

  it('leaves out a sentence alone in its document, or makes it negative as BERT does', () => {
    const documents = [[4], [4, 4], [4]];
    const merged = pairs(planOf(documents, { maxLength: 43, shortProbability: 0 }).plan);
    expect(merged.map(({ first }) => first)).toEqual([[4, 8]]);
    const random = pairs(planOf(documents, { maxLength: 43, shortProbability: 0, singleSentences: 'random' }).plan);
    expect(random.filter(({ first }) => first[0] !== 4 && first[0] !== 8).map(({ label }) => label)).toEqual([1, 1]);
  });

  it('merges a sentence that fills an example alone with the one after it', () => {
    for (const { first } of pairs(planOf(even(4, 4, 60), { maxLength: 43, shortProbability: 0 }).plan)) {
      expect(first[1] - first[0]).toBe(20);
    }
  });

  it('swaps the two segments under "swapped", for which one document is enough', () => {
    const { plan, example } = planOf(even(1, 200, 2), { maxLength: 43, negatives: 'swapped', shortProbability: 0 });
    for (const { first, second, label } of pairs(plan))
      expect(label === 0 ? first[1] : second[1]).toBe(label === 0 ? second[0] : first[0]);
    expect(new Set(plan.arrays.labels)).toEqual(new Set([0, 1]));
    expect(example(0).labels).toEqual({ sentenceOrderLabel: plan.arrays.labels[0] });
  });

  it('assembles [CLS] a [SEP] b [SEP] with segments', () => {
    const { plan, example } = planOf(
      [
        [2, 3],
        [2, 3],
      ],
      { maxLength: 20, shortProbability: 0 },
    );
    const [{ first, second, label }] = pairs(plan);
    const { original, labels } = example(0);
    const text = ([from, to]: readonly [number, number]) =>
      Array.from({ length: to - from }, (_, i) => FIRST + from + i);
    expect([...original.inputIds]).toEqual([special.cls, ...text(first), special.sep, ...text(second), special.sep]);
    expect([...original.segmentIds]).toEqual([0, 0, 0, 0, ...new Array(second[1] - second[0] + 1).fill(1)]);
    expect([...original.special]).toEqual([1, 0, 0, 1, ...new Array(second[1] - second[0]).fill(0), 1]);
    expect(labels).toEqual({ nextSentenceLabel: label });
  });

  it('keeps its word over any corpus: lengths fit, both sides have text, negatives are of another document', () => {
    const sentence = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 40 }));
    const documents = fc.array(fc.array(sentence, { minLength: 2, maxLength: 9 }), { minLength: 2, maxLength: 6 });
    const options = fc.record({
      maxLength: fc.integer({ min: 5, max: 30 }),
      shortProbability: fc.constantFrom(0, 0.1, 1),
      singleSentences: fc.constantFrom('merge' as const, 'random' as const),
    });
    fc.assert(
      fc.property(documents, options, (lengths, given) => {
        const { plan, corpus } = planOf(lengths, given);
        const ends = [...corpus.documentStarts].map((start) => corpus.sentenceStarts[start]);
        const documentOf = (token: number) => ends.findIndex((end) => token < end);
        pairs(plan).forEach(({ first, second, label }, i) => {
          expect(plan.lengths[i]).toBe(first[1] - first[0] + second[1] - second[0] + 3);
          expect(plan.lengths[i]).toBeLessThanOrEqual(given.maxLength);
          expect(Math.min(first[1] - first[0], second[1] - second[0])).toBeGreaterThan(0);
          expect(documentOf(first[0])).toBe(documentOf(first[1] - 1));
          expect(documentOf(second[0]) === documentOf(first[0])).toBe(label === 0);
        });
      }),
    );
  });

  it('provides pairs, or segment order', () => {
    const features = (negatives: 'random' | 'swapped') =>
      sentencePairs.features?.(parseOptions(sentencePairs.options, { negatives }, '')).provides;
    expect(features('random')).toEqual(['pairs', 'word-starts', 'aligned-positions']);
    expect(features('swapped')).toEqual(['segment-order', 'word-starts', 'aligned-positions']);
  });

  it('names a corpus that has no other document, or no pair', () => {
    expect(() => planOf(even(1, 9, 3), {})).toThrow(
      expect.objectContaining({
        code: 'CLOZE_DATA',
        message: `The sampler "sentence-pairs.v1" needs text of another document for its negatives
  received: a corpus of one document
  allowed: two documents or more
  fix: give more files, tell documents apart with "documents": "blank-line" or "heading", or use "negatives": "swapped"`,
      }),
    );
    expect(() => planOf(even(3, 1, 3), {})).toThrow(
      expect.objectContaining({
        code: 'CLOZE_DATA',
        message: `The sampler "sentence-pairs.v1" found no pair of segments
  received: 3 documents, none with two sentences
  fix: give longer documents ("documents": "file" or "heading"), or use "singleSentences": "random"`,
      }),
    );
  });

  it('refuses single sentences that would have to be swapped', () => {
    const given = { negatives: 'swapped', singleSentences: 'random' };
    expect(() => parseOptions(sentencePairs.options, given, 'sampler')).toThrow(
      expect.objectContaining({
        message: `Wrong value for an option
  where: sampler.singleSentences
  received: "random"
  allowed: "merge", where negatives are "swapped": one sentence alone cannot be swapped`,
      }),
    );
  });
});

describeSampler(sentencePairs, [
  { title: 'default options' },
  { title: 'short ones', options: { maxLength: 14, shortProbability: 0.5 } },
  { title: 'swapped', options: { negatives: 'swapped' } },
  { title: 'single sentences at random', options: { singleSentences: 'random' } },
  { title: 'one sentence each', options: { unit: 'sentence' } },
]);
