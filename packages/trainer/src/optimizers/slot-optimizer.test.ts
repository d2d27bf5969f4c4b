import { useBackend } from '@cloze/backend/testing';
import { memory, tensor1d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { groupParameters } from '../parameters/group-parameters.js';
import { parameterOf, tensorOf } from '../testing/parameters.js';
import { adamw } from './adamw.js';
import { clipScale } from './clip-scale.js';
import { sgd } from './sgd.js';

beforeAll(() => useBackend('cpu'));

const plainSgd = () => sgd.create(sgd.options.parse({ momentum: 0, weightDecay: 0.5 }));

describe('an optimizer', () => {
  it('clips by the global norm of all gradients and returns it as it was', () => {
    const [a, b] = [parameterOf('a', [0]), parameterOf('b', [0])];
    const optimizer = plainSgd();
    const gradients = new Map([
      ['a', tensor1d([3])],
      ['b', tensor1d([4])],
    ]);
    const settings = { learningRate: 1, clipNorm: 1 };
    expect(optimizer.step(groupParameters([a, b]), gradients, settings)).toEqual({ gradientNorm: 5 });
    expect(a.variable.dataSync()[0]).toBeCloseTo(-3 / (5 + 1e-6), 6);
    expect(b.variable.dataSync()[0]).toBeCloseTo(-4 / (5 + 1e-6), 6);
  });

  it('changes nothing when the norm is not finite', () => {
    const a = parameterOf('a', [1]);
    const optimizer = adamw.create(adamw.options.parse({}));
    const { gradientNorm } = optimizer.step(groupParameters([a]), new Map([['a', tensor1d([NaN])]]), {
      learningRate: 1,
    });
    expect(gradientNorm).toBeNaN();
    expect([...a.variable.dataSync()]).toEqual([1]);
    expect(optimizer.state()).toEqual({ step: Float32Array.of(0) });
  });

  it('scales the learning rate of a group and decays only where the group says so', () => {
    const [a, b] = [parameterOf('a', [1]), parameterOf('b', [1])];
    const groups = [
      { parameters: [a], learningRateScale: 0.1, decay: true },
      { parameters: [b], learningRateScale: 1, decay: false },
    ];
    const gradient = () => tensor1d([1]);
    plainSgd().step(
      groups,
      new Map([
        ['a', gradient()],
        ['b', gradient()],
      ]),
      { learningRate: 1 },
    );
    expect(a.variable.dataSync()[0]).toBeCloseTo(1 - 0.1 * 1.5, 6);
    expect(b.variable.dataSync()[0]).toBe(0);
  });

  it('leaves a parameter alone until it has a gradient, and takes a missing one as zero after', () => {
    const [a, b] = [parameterOf('a', [1]), parameterOf('b', [[1]])];
    const groups = groupParameters([a, b]);
    const optimizer = sgd.create(sgd.options.parse({ momentum: 0.5, weightDecay: 0.5 }));
    const ones = { a: [1], b: [[1]] };
    const step = (name: 'a' | 'b') =>
      optimizer.step(groups, new Map([[name, tensorOf(ones[name])]]), { learningRate: 1 });
    step('a');
    expect(b.variable.dataSync()[0]).toBe(1);
    step('b'); // v = 1 + 0.5 = 1.5
    expect(b.variable.dataSync()[0]).toBe(-0.5);
    step('a'); // v = 0.75 - 0.25 = 0.5
    expect(b.variable.dataSync()[0]).toBe(-1);
  });

  it('refuses a state of another model', () => {
    const optimizer = adamw.create(adamw.options.parse({}));
    optimizer.restore({ step: Float32Array.of(3), 'first/a': new Float32Array(5), 'second/a': new Float32Array(5) });
    const groups = groupParameters([parameterOf('a', [1, 2])]);
    expect(() => optimizer.step(groups, new Map([['a', tensor1d([1, 1])]]), { learningRate: 1 })).toThrow(
      'The state of an optimizer is of another model\n  where: first/a\n  received: 5 values\n  allowed: 2, for [2]',
    );
  });

  it('leaks nothing', () => {
    const before = memory().numTensors;
    const [a, b] = [parameterOf('a', [1]), parameterOf('b', [2])];
    const optimizer = adamw.create(adamw.options.parse({}));
    for (let step = 0; step < 4; step += 1) {
      const gradient = tensor1d([1]);
      optimizer.step(groupParameters([a, b]), new Map([[step % 2 ? 'a' : 'b', gradient]]), { learningRate: 0.1 });
      gradient.dispose();
    }
    optimizer.dispose();
    a.variable.dispose();
    b.variable.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe('clipScale', () => {
  it("is torch's: the limit over the norm and a little, and never above 1", () => {
    expect(clipScale(10, 1)).toBe(1 / (10 + 1e-6));
    expect(clipScale(0.5, 1)).toBe(1);
    expect(clipScale(10, undefined)).toBe(1);
  });
});
