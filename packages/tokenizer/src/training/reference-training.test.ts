import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { trainBpe } from '../plugins/bpe.js';
import { trainWordPiece } from '../plugins/wordpiece.js';
import { trainMerges } from './train-merges.js';
import { spellWords } from './word-list.js';

interface Reference {
  readonly corpora: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly runs: readonly {
    readonly corpus: string;
    readonly method: 'wordpiece' | 'count';
    readonly vocab_size: number;
    readonly min_pair_count: number;
    readonly merges: readonly {
      readonly left: string;
      readonly right: string;
      readonly pair_count: number;
      readonly left_count: number;
      readonly right_count: number;
      readonly score: number;
    }[];
    readonly vocab: readonly string[];
  }[];
}

const reference = JSON.parse(
  await readFile(new URL('../fixtures/training.json', import.meta.url), 'utf8'),
) as Reference;
const SPECIAL = 5;
const everyCharacter = 10_000;

describe('training against brute force', () => {
  it.each(reference.runs)('$method on "$corpus": every merge, its counts and score, and the vocabulary', (run) => {
    const words = new Map(Object.entries(reference.corpora[run.corpus]));
    const { tokens, merges } = trainMerges(spellWords(words, '##', everyCharacter), {
      score: run.method === 'count' ? 'count' : 'ratio',
      continuationPrefix: '##',
      tokenLimit: run.vocab_size - SPECIAL,
      minPairCount: run.min_pair_count,
    });
    expect(
      merges.map(({ left, right, pairCount, leftCount, rightCount }) => [
        left,
        right,
        pairCount,
        leftCount,
        rightCount,
      ]),
    ).toEqual(
      run.merges.map((merge) => [merge.left, merge.right, merge.pair_count, merge.left_count, merge.right_count]),
    );
    merges.forEach(({ score }, i) => expect(score).toBeCloseTo(run.merges[i].score, 12));
    expect(tokens).toEqual(run.vocab.slice(SPECIAL));
  });

  const asciiRuns = reference.runs.filter(({ corpus }) =>
    /^[a-z ]+$/.test(Object.keys(reference.corpora[corpus]).join('')),
  );
  it.each(asciiRuns)('$method on the text of "$corpus": the same vocabulary through the plugins', async (run) => {
    const text = Object.entries(reference.corpora[run.corpus]).map(([word, count]) => `${word} `.repeat(count));
    const options = { vocabularySize: run.vocab_size, minFrequency: run.min_pair_count };
    const vocabularies =
      run.method === 'count'
        ? [await trainBpe(text, options), await trainWordPiece(text, { ...options, score: 'count' })]
        : [await trainWordPiece(text, { ...options, score: 'ratio' })];
    for (const { vocabulary } of vocabularies) {
      expect(Array.from({ length: vocabulary.size }, (_, id) => vocabulary.token(id))).toEqual(run.vocab);
    }
  });
});
