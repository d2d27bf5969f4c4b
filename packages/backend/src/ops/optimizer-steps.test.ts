import { KeyedRandom } from '@cloze/contracts';
import { memory, tensor, variable, zeros, type Variable } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { adamwStep, type AdamSettings } from './adamw-step.js';
import { globalNorm } from './global-norm.js';
import { lambStep } from './lamb-step.js';
import { difference } from './testing/check-operation.js';
import { describeEachBackend } from './testing/each-backend.js';

const settings = (step: number): AdamSettings => ({
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-6,
  weightDecay: 0.1,
  biasCorrection1: 1 - 0.9 ** step,
  biasCorrection2: 1 - 0.999 ** step,
  gradientScale: 0.5,
});

/** The same step in float64. */
function naiveStep(state: Record<'w' | 'm' | 'v', Float64Array>, gradient: Float64Array, step: number, lamb: boolean) {
  const { learningRate, beta1, beta2, epsilon, weightDecay, biasCorrection1, biasCorrection2, gradientScale } =
    settings(step);
  const update = state.w.map((weight, i) => {
    const g = gradient[i] * gradientScale;
    state.m[i] = beta1 * state.m[i] + (1 - beta1) * g;
    state.v[i] = beta2 * state.v[i] + (1 - beta2) * g * g;
    const root = Math.sqrt(state.v[i] / biasCorrection2) + epsilon;
    return state.m[i] / biasCorrection1 / root + weightDecay * weight;
  });
  const ratio = lamb ? Math.hypot(...state.w) / Math.hypot(...update) : 1;
  update.forEach((value, i) => (state.w[i] -= learningRate * ratio * value));
  return ratio;
}

describeEachBackend('optimizer steps', () => {
  it.each([1, 4, 7, 33])('update %i weights by AdamW and by LAMB as plain loops do', (size) => {
    for (const lamb of [false, true]) {
      const stream = new KeyedRandom(size).stream('weights');
      const draw = () => Float64Array.from({ length: size }, () => Math.fround(stream.normal()));
      const state = { w: draw(), m: new Float64Array(size), v: new Float64Array(size) };
      const before = memory().numTensors;
      const weights = made(state.w);
      const moments = { first: made(state.m), second: made(state.v) };
      for (let step = 1; step <= 5; step += 1) {
        const gradient = draw();
        const given = tensor(Float32Array.from(gradient));
        const expected = naiveStep(state, gradient, step, lamb);
        if (lamb) {
          const ratio = lambStep(weights, given, moments, { ...settings(step), adapt: true });
          expect(ratio / expected).toBeCloseTo(1, 4);
        } else {
          adamwStep(weights, given, moments, settings(step));
        }
        given.dispose();
      }
      expect(difference(weights.dataSync(), state.w)).toBeLessThan(1e-5);
      expect(difference(moments.first.dataSync(), state.m)).toBeLessThan(1e-5);
      expect(difference(moments.second.dataSync(), state.v)).toBeLessThan(1e-5);
      for (const each of [weights, moments.first, moments.second]) each.dispose();
      expect(memory().numTensors).toBe(before);
    }
  });

  it('take the trust ratio 1 for a norm of 0, and where it does not apply', () => {
    const run = (start: number[], adapt: boolean) => {
      const tensors = [made(start), made([0, 0]), made([0, 0]), made([1, -2])];
      const [weights, first, second, gradient] = tensors;
      const ratio = lambStep(weights, gradient, { first, second }, { ...settings(1), weightDecay: 0, adapt });
      for (const each of tensors) each.dispose();
      return ratio;
    };
    expect(run([0, 0], true)).toBe(1);
    expect(run([3, 4], false)).toBe(1);
    expect(run([3, 4], true)).toBeCloseTo(5 / Math.SQRT2, 3);
  });

  it('give the norm of all gradients together', () => {
    const tensors = [tensor([3]), zeros([2, 3]), tensor([[0, 4]])];
    expect(globalNorm(tensors)).toBeCloseTo(5, 5);
    expect(globalNorm([])).toBe(0);
    for (const each of tensors) each.dispose();
  });
});

function made(values: ArrayLike<number>): Variable {
  const initial = tensor(Float32Array.from(values));
  const result = variable(initial);
  initial.dispose();
  return result;
}
