import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { cosine } from '../similarity/cosine.js';
import { negativeTable } from './negative-table.js';
import { trainSkipGram } from './skip-gram.js';

/** Sentences about two subjects that share no words but `the`. */
function sentences(count: number): string[][] {
  const stream = new KeyedRandom(5).stream('test/sentences');
  const subjects = [
    ['cat', 'dog', 'fur', 'paw', 'tail', 'purr'],
    ['bank', 'loan', 'coin', 'debt', 'cash', 'rent'],
  ];
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: 8 }, (_x, at) => (at % 4 === 0 ? 'the' : subjects[i % 2][stream.below(6)])),
  );
}

describe('trainSkipGram', () => {
  it('brings words together that stand near the same words', async () => {
    const vectors = await trainSkipGram(sentences(600), { width: 16, epochs: 10, subsample: 0, learningRate: 0.05 });
    const like = (a: string, b: string) => cosine(vectors.vector(a)!, vectors.vector(b)!);
    expect(vectors.words[0]).toBe('the');
    expect(vectors.words).toHaveLength(13);
    expect(like('cat', 'dog')).toBeGreaterThan(like('cat', 'loan') + 0.5);
    expect(like('coin', 'debt')).toBeGreaterThan(like('coin', 'fur') + 0.5);
  });

  it('gives the same vectors for the same seed, others for another', async () => {
    const text = sentences(50);
    const train = async (seed: number) =>
      (await trainSkipGram(text, { width: 8, epochs: 2, minCount: 1, seed })).values;
    expect(await train(1)).toEqual(await train(1));
    expect(await train(1)).not.toEqual(await train(2));
  });

  it('follows the formula of one step', async () => {
    // Two words, one sentence, a window of one, no negatives: each word predicts the other once, from output vectors that start at zero.
    const start = (epochs: number) =>
      trainSkipGram([['a', 'b']], {
        width: 4,
        window: 1,
        negatives: 0,
        epochs,
        minCount: 1,
        subsample: 0,
        learningRate: 0.1,
      });
    const [none, once] = [await start(0), await start(1)];
    // At position 0 the word b predicts a: out_a = 0.1 (1 - sigmoid(0)) b. At position 1 a predicts b likewise. Inputs move by zero outputs: not at all.
    expect(once.values).toEqual(none.values);
    const twice = await start(2);
    const [a, b] = [none.vector('a')!, none.vector('b')!];
    // The rate of the second epoch's first step is set after the first: half of 0.1.
    const out = b.map((value) => 0.1 * 0.5 * value);
    const product = b.reduce((sum, value, i) => sum + value * out[i], 0);
    const step = 0.1 * (1 - 1 / (1 + Math.exp(-product)));
    twice.vector('b')!.forEach((value, i) => expect(value - b[i]).toBeCloseTo(step * out[i], 4));
    expect(twice.vector('a')).not.toEqual(a);
  });

  it('takes any number of sentences', async () => {
    const text = Array.from({ length: 200_000 }, () => ['a', 'b']);
    const vectors = await trainSkipGram(text, { width: 1, epochs: 0 });
    expect(vectors.words).toEqual(['a', 'b']);
  });

  it('leaves rare words out and says when none is left', async () => {
    const vectors = await trainSkipGram([['a', 'b', 'a', 'b', 'c']], { width: 4, minCount: 2, epochs: 1 });
    expect(vectors.words).toEqual(['a', 'b']);
    await expect(trainSkipGram([['a', 'b']], {})).rejects.toThrow(
      'A text has too few words to train vectors on\n  received: 0 words that occur 5 times\n  allowed: two or more\n' +
        '  fix: give more text, or lower minCount',
    );
  });

  it('tells how far it is', async () => {
    const seen: number[] = [];
    await trainSkipGram(sentences(20), { width: 4, epochs: 3, onProgress: ({ words }) => seen.push(words) });
    expect(seen.at(-1)).toBe(3 * 160);
  });
});

describe('negativeTable', () => {
  it('holds each word by its frequency to the power of 3/4', () => {
    const counts = Float64Array.of(1000, 100, 1);
    const table = negativeTable(counts);
    const total = 1000 ** 0.75 + 100 ** 0.75 + 1;
    for (const [word, count] of counts.entries()) {
      const share = table.filter((entry) => entry === word).length / table.length;
      expect(share).toBeCloseTo(count ** 0.75 / total, 5);
    }
  });
});
