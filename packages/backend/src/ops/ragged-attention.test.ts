import { dropoutMask, KeyedRandom } from '@cloze/contracts';
import { tensor, tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { attentionProbabilities } from './attention-probabilities.js';
import { raggedAttention } from './ragged-attention.js';
import type { NumberArray } from './testing/check-operation.js';
import { describeEachBackend, itMatchesNaive } from './testing/each-backend.js';

const key = new KeyedRandom(5).key('attention', 2);

interface Setting {
  readonly lengths: readonly number[];
  readonly heads: number;
  readonly width: number;
  readonly causal?: boolean;
  readonly rate?: number;
}

const startsOf = (lengths: readonly number[]) =>
  Int32Array.from([0, ...lengths.map((_, i) => lengths.slice(0, i + 1).reduce((a, b) => a + b, 0))]);

/** Probabilities [heads][row][column], row by row as defined. */
function naiveProbabilities({ lengths, heads, width, causal }: Setting, q: Float64Array, k: Float64Array) {
  const starts = startsOf(lengths);
  const hidden = heads * width;
  return Array.from({ length: heads }, (_, head) =>
    lengths.flatMap((length, part) =>
      Array.from({ length }, (_, row) => {
        const scores = Array.from({ length: causal ? row + 1 : length }, (_, column) => {
          let score = 0;
          for (let d = 0; d < width; d += 1) {
            const at = head * width + d;
            score += q[(starts[part] + row) * hidden + at] * k[(starts[part] + column) * hidden + at];
          }
          return Math.exp(score / Math.sqrt(width));
        });
        const total = scores.reduce((a, b) => a + b, 0);
        return { part, values: scores.map((score) => score / total) };
      }),
    ),
  );
}

function naiveAttention(setting: Setting, q: NumberArray, k: NumberArray, v: NumberArray): Float64Array {
  const { lengths, heads, width, rate = 0 } = setting;
  const starts = startsOf(lengths);
  const hidden = heads * width;
  const tokens = starts[lengths.length];
  const columns = Math.ceil(Math.max(...lengths) / 4) * 4;
  const context = new Float64Array(tokens * hidden);
  naiveProbabilities(setting, q.values, k.values).forEach((rows, head) => {
    rows.forEach(({ part, values }, row) => {
      const mask = dropoutMask(key, rate, (head * tokens + row) * columns, values.length);
      values.forEach((probability, column) => {
        for (let d = 0; d < width; d += 1) {
          const at = head * width + d;
          context[row * hidden + at] += probability * mask[column] * v.values[(starts[part] + column) * hidden + at];
        }
      });
    });
  });
  return context;
}

function settingCase(setting: Setting) {
  const { lengths, heads, width, causal = false, rate = 0 } = setting;
  const starts = startsOf(lengths);
  const shape = [starts[lengths.length], heads * width];
  return {
    shapes: [shape, shape, shape],
    operation: (...given: unknown[]) => {
      const [query, key_, value] = given as Tensor2D[];
      return raggedAttention({ query, key: key_, value, starts, heads, causal, dropout: { rate, key } });
    },
    naive: (q: NumberArray, k: NumberArray, v: NumberArray) => naiveAttention(setting, q, k, v),
  };
}

describeEachBackend('raggedAttention', () => {
  itMatchesNaive({
    'parts of one length': settingCase({ lengths: [4, 4, 4], heads: 2, width: 4 }),
    'parts of several lengths': settingCase({ lengths: [3, 9, 1, 8, 2], heads: 2, width: 3 }),
    'a part of one token': settingCase({ lengths: [1], heads: 1, width: 4 }),
    'causal attention': settingCase({ lengths: [5, 2, 6], heads: 2, width: 4, causal: true }),
    dropout: settingCase({ lengths: [4, 4], heads: 2, width: 4, rate: 0.3 }),
    'dropout over parts of several lengths': settingCase({ lengths: [3, 7, 2, 5], heads: 3, width: 2, rate: 0.4 }),
    'causal attention with dropout': settingCase({ lengths: [6, 3], heads: 1, width: 5, causal: true, rate: 0.2 }),
  });

  it('gives a part the same whatever stands beside it', () => {
    const setting = { lengths: [3, 7, 5], heads: 2, width: 4 };
    const starts = startsOf(setting.lengths);
    const stream = new KeyedRandom(2).stream('values');
    const rows = Float32Array.from({ length: 15 * 8 }, () => stream.normal());
    const attend = (from: number, to: number, parts: Int32Array) =>
      tidy(() => {
        const x = tensor(rows.slice(from * 8, to * 8), [to - from, 8]) as Tensor2D;
        return raggedAttention({ query: x, key: x, value: x, starts: parts, heads: 2, causal: false }).dataSync();
      });
    const together = attend(0, 15, starts);
    const alone = attend(3, 10, Int32Array.of(0, 7));
    alone.forEach((value, i) => expect(together[3 * 8 + i]).toBeCloseTo(value, 5));
  });

  it.each([false, true])('shows its probabilities when asked (causal: %s)', (causal) => {
    const setting = { lengths: [3, 5], heads: 2, width: 4, causal };
    const stream = new KeyedRandom(4).stream('values');
    const [q, k] = [0, 1].map(() => Float64Array.from({ length: 64 }, () => Math.fround(stream.normal())));
    tidy(() => {
      const [query, key_] = [q, k].map((values) => tensor(Float32Array.from(values), [8, 8]) as Tensor2D);
      const parts = attentionProbabilities({ query, key: key_, starts: startsOf(setting.lengths), heads: 2, causal });
      const expected = naiveProbabilities(setting, q, k);
      expect(parts.map(({ shape }) => shape)).toEqual([
        [2, 3, 3],
        [2, 5, 5],
      ]);
      parts.forEach((part, p) => {
        const length = part.shape[1];
        const values = part.dataSync();
        expected.forEach((rows, head) => {
          rows
            .filter((row) => row.part === p)
            .forEach((row, i) => {
              for (let j = 0; j < length; j += 1) {
                expect(values[(head * length + i) * length + j]).toBeCloseTo(row.values[j] ?? 0, 5);
              }
            });
        });
      });
    });
  });
});
