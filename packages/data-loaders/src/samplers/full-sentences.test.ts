import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedRandom, parseOptions, type ExamplePlan } from '@cloze/contracts';
import { describeSampler } from '@cloze/testing';
import { createHostServices } from '../batches/create-host-services.js';
import { memoryCorpus } from '../corpus/memory-corpus.js';
import { openCorpus } from '../corpus/open-corpus.js';
import { pieceTokenizer } from '../testing/piece-tokenizer.js';
import { fullSentences, type FullSentencesOptions } from './full-sentences.js';

const tokenizer = pieceTokenizer(5000);
const { special } = tokenizer.vocabulary;
const host = createHostServices(tokenizer.vocabulary.toData(), [], 1);

/** A corpus whose sentences have the given lengths; its tokens are numbered from 100 on, every third starts a word. */
function corpusOf(documents: readonly (readonly number[])[]) {
  let token = 99;
  const sentences = documents.map((lengths) =>
    lengths.map((length) => {
      const ids = Int32Array.from({ length }, () => (token += 1));
      return { ids, wordStarts: Uint8Array.from(ids, (id) => (id % 3 === 0 ? 1 : 0)) };
    }),
  );
  const { corpus, parts } = memoryCorpus(sentences, tokenizer.vocabulary.size);
  return { corpus: openCorpus(corpus), documents: parts[0].documents };
}

function planOf(documents: readonly (readonly number[])[], given: Partial<FullSentencesOptions>, budget?: number) {
  const options = parseOptions(fullSentences.options, given, 'sampler');
  const { corpus, documents: order } = corpusOf(documents);
  const input = { corpus, documents: order, budget: budget ?? options.maxLength, random: new KeyedRandom(1), epoch: 0 };
  const plan = fullSentences.plan(options, input);
  const example = (index: number) => fullSentences.assemble(options, plan, index, corpus, host);
  return { plan, example, options };
}

/** Lengths of each example's stretches of text. */
function stretches({ lengths, arrays }: ExamplePlan): number[][] {
  return Array.from(lengths, (_, i) => [
    ...arrays.stretchLengths.slice(arrays.firstStretch[i], arrays.firstStretch[i + 1]),
  ]);
}

describe('full-sentences.v1', () => {
  it('packs whole sentences up to the budget, within documents', () => {
    const { plan } = planOf([[3, 3, 3, 9, 1], [2], [10, 1]], { maxLength: 12 });
    expect(stretches(plan)).toEqual([[9], [10], [2], [10], [1]]);
    expect([...plan.lengths]).toEqual([11, 12, 4, 12, 3]);
  });

  it('keeps to a budget below its maximum length', () => {
    expect(stretches(planOf([[3, 3, 3]], { maxLength: 12 }, 8).plan)).toEqual([[6], [3]]);
  });

  it('cuts a sentence longer than an example, and packs what is left with what follows', () => {
    expect(stretches(planOf([[2, 25, 3, 5]], { maxLength: 12 }).plan)).toEqual([[2], [10], [10], [8], [5]]);
    expect(stretches(planOf([[30]], { maxLength: 12 }).plan)).toEqual([[10], [10], [10]]);
  });

  it('goes on over documents where asked, with a separator between them', () => {
    const { plan, example } = planOf([[3], [2, 9], [4]], { maxLength: 12, crossDocuments: true });
    expect(stretches(plan)).toEqual([[3, 2], [9], [4]]);
    const { original } = example(0);
    expect([...original.inputIds]).toEqual([special.cls, 100, 101, 102, special.sep, 103, 104, special.sep]);
    expect([...original.special]).toEqual([1, 0, 0, 0, 1, 0, 0, 1]);
  });

  it('assembles [CLS] … [SEP] with word starts, the first token always one', () => {
    const { example } = planOf([[4]], { maxLength: 12 });
    const { original, labels } = example(0);
    expect([...original.inputIds]).toEqual([special.cls, 100, 101, 102, 103, special.sep]);
    expect([...original.wordStarts]).toEqual([0, 1, 0, 1, 0, 0]);
    expect([...original.special]).toEqual([1, 0, 0, 0, 0, 1]);
    expect([...original.segmentIds]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...original.positionIds]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...original.partStarts]).toEqual([0, 6]);
    expect(labels).toBeUndefined();
  });

  it('makes each sentence an example of its own where asked, long ones in pieces', () => {
    const { plan } = planOf([[3, 3, 25], [2]], { maxLength: 12, unit: 'sentence' });
    expect(stretches(plan)).toEqual([[3], [3], [10], [10], [5], [2]]);
  });

  it('packs several texts into an example, each a part whose positions start anew', () => {
    const { plan, example } = planOf([[3], [4], [9]], { maxLength: 15, pack: true });
    expect(stretches(plan)).toEqual([[3, 4], [9]]);
    expect([...plan.lengths]).toEqual([11, 11]);
    const { original } = example(0);
    expect([...original.partStarts]).toEqual([0, 5, 11]);
    const { cls, sep } = special;
    expect([...original.inputIds]).toEqual([cls, 100, 101, 102, sep, cls, 103, 104, 105, 106, sep]);
    expect([...original.positionIds]).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 5]);
    expect([...original.special]).toEqual([1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1]);
    expect([...original.wordStarts]).toEqual([0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0]);
  });

  it('packs the very texts that stand alone without packing, each once', () => {
    const documents = Array.from({ length: 30 }, (_, i) =>
      Array.from({ length: 1 + (i % 7) }, (_, j) => 1 + ((i * j) % 9)),
    );
    const texts = (given: Partial<FullSentencesOptions>) => {
      const { plan, example } = planOf(documents, { maxLength: 40, ...given });
      const parts = Array.from(plan.lengths, (_, i) => example(i).original).flatMap(({ inputIds, partStarts }) =>
        Array.from(partStarts.subarray(1), (end, part) => inputIds.subarray(partStarts[part], end).join(' ')),
      );
      return { examples: plan.lengths.length, parts: parts.sort() };
    };
    for (const unit of ['block', 'sentence'] as const) {
      const [alone, packedTexts] = [texts({ unit }), texts({ unit, pack: true })];
      expect(packedTexts.parts).toEqual(alone.parts);
      expect(packedTexts.examples).toBeLessThan(alone.examples / 1.5);
    }
  });

  it('aims at shorter examples with the given probability, and still keeps sentences whole', () => {
    const documents = Array.from({ length: 40 }, () => new Array<number>(100).fill(2));
    const { plan } = planOf(documents, { maxLength: 42, shortProbability: 0.5 });
    const whole = plan.lengths.filter((length) => length === 42).length;
    // Half aim at 42; a short target, uniform over 4 to 42, is 42 as well once in 39. The last ones of documents are cut off.
    const share = whole / plan.lengths.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.65);
    expect(stretches(plan).every(([length]) => length % 2 === 0)).toBe(true);
    expect(new Set(plan.lengths).size).toBeGreaterThan(15);
  });

  it('gives every token once, in order, in examples that fit and could not take the next sentence', () => {
    const sentence = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 40 }));
    const documents = fc.array(fc.array(sentence, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });
    const limits = fc.record({
      maxLength: fc.integer({ min: 3, max: 20 }),
      crossDocuments: fc.boolean(),
      short: fc.boolean(),
    });
    fc.assert(
      fc.property(documents, limits, (lengths, { maxLength, crossDocuments, short }) => {
        const { plan, example } = planOf(lengths, { maxLength, crossDocuments, shortProbability: short ? 0.5 : 0 });
        const text: number[] = [];
        plan.lengths.forEach((length, i) => {
          const { original } = example(i);
          expect(original.inputIds.length).toBe(length);
          expect(length).toBeLessThanOrEqual(maxLength);
          text.push(...original.inputIds.filter((_, at) => original.special[at] === 0));
        });
        const tokens = lengths.flat().reduce((sum, length) => sum + length, 0);
        expect(text).toEqual(Array.from({ length: tokens }, (_, i) => 100 + i));
        if (short || crossDocuments) return;
        for (const document of packed(plan, lengths)) {
          document.forEach(({ tokens: own, next }) => expect(own + next).toBeGreaterThan(maxLength - 2));
        }
      }),
    );
  });

  it('names a corpus without text', () => {
    const options = parseOptions(fullSentences.options, {}, 'sampler');
    const corpus = { documentStarts: Uint32Array.of(0), sentenceStarts: Float64Array.of(0) };
    const input = { corpus, documents: new Uint32Array(0), budget: 128, random: new KeyedRandom(1), epoch: 0 };
    expect(() => fullSentences.plan(options, input)).toThrow(
      expect.objectContaining({
        code: 'CLOZE_DATA',
        message: `The sampler "full-sentences.v1" found no sentence to make an example of
  received: 0 documents without a token
  fix: give files with text in them`,
      }),
    );
  });

  it.each([
    [
      { crossDocuments: true, pack: true },
      'sampler.pack\n  received: true\n  allowed: false with "crossDocuments", which fills examples in another way',
    ],
    [
      { crossDocuments: true, unit: 'sentence' },
      'sampler.crossDocuments\n  received: true\n  allowed: false with "unit": "sentence"',
    ],
    [
      { shortProbability: 0.1, unit: 'sentence' },
      'sampler.shortProbability\n  received: 0.1\n  allowed: 0 with "unit": "sentence"',
    ],
  ])('refuses %j together', (given, rest) => {
    expect(() => parseOptions(fullSentences.options, given, 'sampler')).toThrow(
      expect.objectContaining({ message: `Wrong value for an option\n  where: ${rest}` }),
    );
  });

  it('refuses wrong options', () => {
    expect(() => parseOptions(fullSentences.options, { maxLength: 2 }, 'sampler')).toThrow(
      expect.objectContaining({
        message: `Wrong value for an option
  where: sampler.maxLength
  received: 2
  allowed: Too small: expected number to be >=3`,
      }),
    );
  });
});

describeSampler(fullSentences, [
  { title: 'default options' },
  { title: 'short examples', options: { maxLength: 12, shortProbability: 0.5 } },
  { title: 'across documents', options: { maxLength: 20, crossDocuments: true } },
  { title: 'sentences', options: { unit: 'sentence' } },
  { title: 'packed blocks', options: { maxLength: 30, pack: true } },
  { title: 'packed sentences', options: { maxLength: 60, unit: 'sentence', pack: true } },
]);

/** For each document's examples but the last: tokens of text, and those of the sentence that comes next (or is cut there). */
function packed({ arrays }: ExamplePlan, documents: readonly (readonly number[])[]) {
  let start = 0;
  return documents.map((lengths) => {
    const ends: number[] = [];
    lengths.forEach((length) => ends.push((ends.at(-1) ?? start) + length));
    const last = ends.at(-1) ?? start;
    const own = Array.from(arrays.stretchStarts, (from, i) => ({ from, tokens: arrays.stretchLengths[i] })).filter(
      ({ from, tokens }) => from >= start && from + tokens < last,
    );
    start = last;
    return own.map(({ from, tokens }) => {
      const at = from + tokens;
      const end = ends.find((candidate) => candidate > at) ?? last;
      const begin = ends.findLast((candidate) => candidate <= at) ?? from;
      return { tokens, next: end - begin };
    });
  });
}
