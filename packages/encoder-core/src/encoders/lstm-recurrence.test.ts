import { KeyedRandom } from '@cloze/contracts';
import { testBackends, useBackend } from '@cloze/backend/testing';
import { grads, mul, sum, tensor, tensor2d, tidy, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { lstmRecurrence } from './lstm-recurrence.js';

const SIZE = 3;
const starts = Int32Array.of(0, 4, 5, 8, 8);
const tokens = 8;

/** The definition, one sequence and one number at a time, in float64. */
function naive(x: Float64Array, u: Float64Array, reverse: boolean): Float64Array {
  const hidden = new Float64Array(tokens * SIZE);
  const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
  for (let i = 0; i + 1 < starts.length; i += 1) {
    let h = new Float64Array(SIZE);
    let c = new Float64Array(SIZE);
    const rows = Array.from({ length: starts[i + 1] - starts[i] }, (_, t) => starts[i] + t);
    for (const row of reverse ? rows.reverse() : rows) {
      const z = Float64Array.from({ length: 4 * SIZE }, (_, j) =>
        h.reduce((total, value, k) => total + u[j * SIZE + k] * value, x[row * 4 * SIZE + j]),
      );
      c = c.map((value, k) => sigmoid(z[SIZE + k]) * value + sigmoid(z[k]) * Math.tanh(z[2 * SIZE + k]));
      h = c.map((value, k) => sigmoid(z[3 * SIZE + k]) * Math.tanh(value));
      hidden.set(h, row * SIZE);
    }
  }
  return hidden;
}

describe.each(testBackends)('lstmRecurrence on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each([false, true])('computes what plain loops do, and its gradient, reverse: %s', (reverse) => {
    const stream = new KeyedRandom(1).stream('lstm');
    const draw = (length: number) => Float64Array.from({ length }, () => Math.fround(stream.normal()));
    const [x, u, weights] = [draw(tokens * 4 * SIZE), draw(4 * SIZE * SIZE), draw(tokens * SIZE)];
    const expected = naive(x, u, reverse);
    const value = () => naive(x, u, reverse).reduce((total, h, i) => total + h * weights[i], 0);
    tidy(() => {
      const inputs = [
        tensor2d(Float32Array.from(x), [tokens, 4 * SIZE]),
        tensor2d(Float32Array.from(u), [4 * SIZE, SIZE]),
      ];
      const run = (...given: Tensor[]) => lstmRecurrence(given[0] as Tensor2D, given[1] as Tensor2D, starts, reverse);
      run(...inputs)
        .dataSync()
        .forEach((h, i) => expect(h).toBeCloseTo(expected[i], 5));
      const projection = tensor(Float32Array.from(weights), [tokens, SIZE]);
      const gradients = grads((...given: Tensor[]) => sum(mul(run(...given), projection)))(inputs);
      [x, u].forEach((values, which) => {
        const actual = gradients[which].dataSync();
        values.forEach((held, i) => {
          values[i] = held + 1e-5;
          const above = value();
          values[i] = held - 1e-5;
          const below = value();
          values[i] = held;
          expect(actual[i]).toBeCloseTo((above - below) / 2e-5, 4);
        });
      });
    });
  });
});
