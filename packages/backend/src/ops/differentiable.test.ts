import { memory, mul, ones, square, sum, tidy, variable, variableGrads, type Scalar } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../testing/use-backend.js';
import { differentiable } from './differentiable.js';

beforeAll(() => useBackend('cpu'));

describe('differentiable', () => {
  it('frees what was saved and the gradient it has read, while the tape still goes backward', () => {
    const x = variable(ones([4]));
    const tensorsAfter: number[] = [];
    const step = (value: typeof x) =>
      differentiable(
        [value],
        (save) => {
          const saved = square(value);
          save([saved]);
          return saved;
        },
        (dy) => {
          tensorsAfter.push(memory().numTensors);
          return [mul(dy, 2)];
        },
      );
    const { value, grads } = variableGrads(() => {
      let y = x;
      for (let i = 0; i < 4; i += 1) y = step(y) as typeof x;
      return sum(y) as Scalar;
    });
    expect(Array.from(grads[x.name].dataSync())).toEqual([16, 16, 16, 16]);
    // The first reads a gradient that tfjs made, and keeps it; each of the others makes one tensor and frees two.
    const [first, ...others] = tensorsAfter;
    expect(others).toEqual([first, first - 1, first - 2]);
    value.dispose();
    grads[x.name].dispose();
    x.dispose();
  });

  it('leaves a gradient alone that is also its result', () => {
    const x = variable(ones([2]));
    const { value, grads } = variableGrads(() =>
      tidy(() => {
        const twice = differentiable(
          [x],
          () => mul(x, 2),
          (dy) => [mul(dy, 2)],
        );
        const same = differentiable(
          [twice],
          () => mul(twice, 1),
          (dy) => [dy],
        );
        const last = differentiable(
          [same],
          () => mul(same, 3),
          (dy) => [mul(dy, 3)],
        );
        return sum(last) as Scalar;
      }),
    );
    expect(Array.from(grads[x.name].dataSync())).toEqual([6, 6]);
    value.dispose();
    grads[x.name].dispose();
    x.dispose();
  });
});
