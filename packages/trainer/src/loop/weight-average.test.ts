import { testBackends, useBackend } from '@cloze/backend/testing';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adamw } from '../optimizers/adamw.js';
import { groupParameters } from '../parameters/group-parameters.js';
import { parameterOf, tensorOf } from '../testing/parameters.js';
import { takeAverages, WeightAverage, withoutAverages } from './weight-average.js';

const ones = () => Array.from({ length: 24 }, (_, i) => Array.from({ length: 3 }, (_, j) => i - j / 4));

describe.each(testBackends)('WeightAverage on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('follows the weights as the recurrence has it, while an optimizer updates them in place', () => {
    const before = memory().numTensors;
    const parameter = parameterOf('w', ones());
    const average = new WeightAverage([parameter], { decay: 0.9 });
    const optimizer = adamw.create(adamw.options.parse({ learningRate: 0.5 }));
    let expected = [...parameter.variable.dataSync()];
    for (let step = 1; step <= 120; step += 1) {
      const gradient = tensorOf(ones().map((row) => row.map((value) => Math.sin(value + step))));
      optimizer.step(groupParameters([parameter]), new Map([['w', gradient]]), { learningRate: 0.5 });
      gradient.dispose();
      average.update(step);
      const decay = Math.min(0.9, step / (step + 9));
      const weights = parameter.variable.dataSync();
      expected = expected.map((value, i) => decay * value + (1 - decay) * weights[i]);
    }
    const { 'average/w': actual } = average.state();
    actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 3));
    average.dispose();
    optimizer.dispose();
    parameter.variable.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('stands in for the weights while asked to, and gives them back, also after a failure', async () => {
    const parameter = parameterOf('w', [1, 2]);
    const average = new WeightAverage([parameter], { decay: 0.5 });
    average.restore({ 'average/w': Float32Array.of(10, 20) });
    const seen = () => [...parameter.variable.dataSync()];
    expect(await average.during(async () => seen())).toEqual([10, 20]);
    expect(seen()).toEqual([1, 2]);
    await expect(average.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(seen()).toEqual([1, 2]);
    expect(average.state()).toEqual({ 'average/w': Float32Array.of(10, 20) });
    average.dispose();
    parameter.variable.dispose();
  });

  it('is saved beside an optimizer’s state, and told apart from it', () => {
    const parameters = [parameterOf('w', [1, 2]), parameterOf('frozen', [5])];
    const state = { step: Float32Array.of(3), 'average/w': Float32Array.of(7, 8) };
    expect(withoutAverages(state)).toEqual({ step: Float32Array.of(3) });
    takeAverages(parameters, state);
    expect(parameters.map(({ variable }) => [...variable.dataSync()])).toEqual([[7, 8], [5]]);
    const average = new WeightAverage(parameters, { decay: 0.5 });
    expect(() => average.restore(state)).toThrow(
      expect.objectContaining({
        message:
          'The averages of a checkpoint are of another model\n  where: average/frozen\n  received: none\n' +
          '  allowed: 1, for [1]\n  fix: resume with the config that the run was started with',
      }),
    );
    average.dispose();
    for (const { variable } of parameters) variable.dispose();
  });
});
