import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { StaticVectors } from '../static/static-vectors.js';
import { analogy } from './analogy.js';
import { anisotropy } from './anisotropy.js';
import { approximateNeighbours } from './approximate-neighbours.js';
import { cosine } from './cosine.js';
import { exactNeighbours } from './exact-neighbours.js';
import { wordSenses } from './word-senses.js';

const WIDTH = 16;

/** A table of random rows, some of them in a cluster. */
function table(rows: number, seed = 1): Float32Array {
  const stream = new KeyedRandom(seed).stream('test/rows');
  return Float32Array.from({ length: rows * WIDTH }, () => stream.normal() + 0.5);
}

const rowOf = (values: Float32Array, row: number) => values.subarray(row * WIDTH, (row + 1) * WIDTH);

describe('cosine', () => {
  it('is 1 for the same direction, 0 for right angles and for zero', () => {
    expect(cosine(Float32Array.of(1, 2), Float32Array.of(2, 4))).toBeCloseTo(1, 6);
    expect(cosine(Float32Array.of(1, 0), Float32Array.of(0, 3))).toBe(0);
    expect(cosine(Float32Array.of(0, 0), Float32Array.of(0, 3))).toBe(0);
  });
});

describe('nearest neighbours', () => {
  const values = table(300);

  it('are, exactly, those of looking at every pair', () => {
    const search = exactNeighbours(values, WIDTH);
    for (const query of [0, 17, 299]) {
      const all = Array.from({ length: 300 }, (_, row) => ({
        row,
        cosine: cosine(rowOf(values, query), rowOf(values, row)),
      })).sort((a, b) => b.cosine - a.cosine);
      const found = search.nearest(rowOf(values, query), 7);
      expect(found.map(({ row }) => row)).toEqual(all.slice(0, 7).map(({ row }) => row));
      found.forEach((neighbour, i) => expect(neighbour.cosine).toBeCloseTo(all[i].cosine, 5));
      expect(found[0].row).toBe(query);
    }
    expect(search.nearest(rowOf(values, 0), 999)).toHaveLength(300);
  });

  it('are found by the approximate search, the same ones each time', () => {
    const large = table(2000, 2);
    const [exact, first, second] = [
      exactNeighbours(large, WIDTH),
      approximateNeighbours(large, WIDTH),
      approximateNeighbours(large, WIDTH),
    ];
    let hits = 0;
    for (let query = 0; query < 100; query += 1) {
      const found = first.nearest(rowOf(large, query), 10);
      expect(second.nearest(rowOf(large, query), 10)).toEqual(found);
      const wanted = exact.nearest(rowOf(large, query), 10);
      hits += wanted.filter(({ row }) => found.some((other) => other.row === row)).length;
      expect(found[0].cosine).toBeCloseTo(wanted[0].cosine, 4);
    }
    expect(hits / 1000).toBeGreaterThan(0.95);
    expect(approximateNeighbours(new Float32Array(0), 4).nearest(new Float32Array(4), 3)).toEqual([]);
  });
});

describe('anisotropy', () => {
  it('is the mean cosine of all pairs, raw and with the mean taken off', () => {
    const values = table(40);
    const brute = (rows: Float32Array) => {
      let [sum, pairs] = [0, 0];
      for (let a = 0; a < 40; a += 1)
        for (let b = 0; b < a; b += 1, pairs += 1) sum += cosine(rowOf(rows, a), rowOf(rows, b));
      return sum / pairs;
    };
    const mean = Array.from({ length: WIDTH }, (_, i) =>
      Array.from({ length: 40 }, (_x, row) => rowOf(values, row)[i]).reduce((sum, value) => sum + value / 40, 0),
    );
    const { raw, centred } = anisotropy(values, WIDTH);
    expect(raw).toBeCloseTo(brute(values), 5);
    expect(centred).toBeCloseTo(brute(values.map((value, i) => value - mean[i % WIDTH])), 5);
    expect(raw).toBeGreaterThan(centred);
  });
});

describe('analogy', () => {
  it('finds the word at b - a + c, none of those given', () => {
    const words = ['man', 'woman', 'king', 'queen', 'tree'];
    const values = Float32Array.of(1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, -1, -1, -1);
    const vectors = new StaticVectors(words, 3, values);
    const found = analogy(vectors, exactNeighbours(values, 3), ['man', 'woman', 'king'], 2);
    expect(found?.map(({ word }) => word)).toEqual(['queen', 'tree']);
    expect(analogy(vectors, exactNeighbours(values, 3), ['man', 'woman', 'unicorn'])).toBeUndefined();
  });
});

describe('wordSenses', () => {
  it('has a centre for each sense and gives an occurrence the nearest', () => {
    const senses = wordSenses([
      { sense: 'money', vector: Float32Array.of(2, 0.2) },
      { sense: 'money', vector: Float32Array.of(1, -0.1) },
      { sense: 'river', vector: Float32Array.of(0.1, 5) },
    ]);
    expect(cosine(senses.centroids.get('money')!, Float32Array.of(1, 0))).toBeGreaterThan(0.99);
    expect(senses.disambiguate(Float32Array.of(1, 3)).map(({ sense }) => sense)).toEqual(['river', 'money']);
    expect(() => wordSenses([])).toThrow(
      'Senses need examples\n  received: none\n  allowed: one or more of each sense',
    );
  });
});
