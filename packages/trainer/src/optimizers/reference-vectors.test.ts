import { testBackends, useBackend } from '@cloze/backend/testing';
import type { Optimizer, ParameterGroup } from '@cloze/contracts/tensor';
import { memory, util } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { groupParameters } from '../parameters/group-parameters.js';
import { readFixture } from '../testing/fixture-file.js';
import { largestDifference, parameterOf, tensorOf, type Nested } from '../testing/parameters.js';
import { adamw } from './adamw.js';
import { lamb } from './lamb.js';
import { sgd } from './sgd.js';

interface Vectors {
  readonly initial: Record<string, Nested>;
  readonly no_weight_decay_on: string[];
  readonly lr_of_step: number[];
  readonly gradients_of_step: Record<string, Nested>[];
  readonly runs: Record<string, { readonly params_after_step: Record<string, Nested>[] }>;
}

const vectors = readFixture<Vectors>('optimizer/vectors.json');
const rate = { learningRate: 0.05 };
const optimizers: Record<string, () => Optimizer> = {
  torch_adamw: () => adamw.create(adamw.options.parse(rate)),
  bert_adam_weight_decay: () => adamw.create(adamw.options.parse({ ...rate, correctBias: false, epsilon: 1e-6 })),
  lamb: () => lamb.create(lamb.options.parse(rate)),
  lamb_no_bias_correction: () => lamb.create(lamb.options.parse({ ...rate, correctBias: false })),
  lamb_no_adaptation_of_skipped: () => lamb.create(lamb.options.parse({ ...rate, adaptUndecayed: false })),
  torch_sgd_momentum: () => sgd.create(sgd.options.parse({ ...rate, weightDecay: 0.01 })),
};

const makeGroups = (): readonly ParameterGroup[] =>
  groupParameters(
    Object.entries(vectors.initial).map(([name, values]) =>
      parameterOf(name, values, !vectors.no_weight_decay_on.includes(name)),
    ),
  );

function update(optimizer: Optimizer, groups: readonly ParameterGroup[], step: number): void {
  const gradients = new Map(
    Object.entries(vectors.gradients_of_step[step]).map(([name, values]) => [name, tensorOf(values)]),
  );
  optimizer.step(groups, gradients, { learningRate: vectors.lr_of_step[step] });
  for (const gradient of gradients.values()) gradient.dispose();
}

function dispose(optimizer: Optimizer, groups: readonly ParameterGroup[]): void {
  optimizer.dispose();
  for (const { parameters } of groups) for (const { variable } of parameters) variable.dispose();
}

describe.each(testBackends)('optimizers beside torch and the published formulas on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(Object.keys(optimizers))('give the parameters of %s after every step', (run) => {
    const before = memory().numTensors;
    const groups = makeGroups();
    const optimizer = optimizers[run]();
    vectors.runs[run].params_after_step.forEach((expected, step) => {
      update(optimizer, groups, step);
      for (const { name, variable } of groups.flatMap(({ parameters }) => parameters)) {
        const wanted: number[] = util.flatten(expected[name] as number[]);
        expect(largestDifference(variable.dataSync(), wanted), `${name}, step ${step}`).toBeLessThan(1e-5);
      }
    });
    dispose(optimizer, groups);
    expect(memory().numTensors).toBe(before);
  });

  it.each(Object.keys(optimizers))('of %s go on bit for bit from a saved state', (run) => {
    const whole = { optimizer: optimizers[run](), groups: makeGroups() };
    const first = optimizers[run]();
    const groups = makeGroups();
    const last = vectors.gradients_of_step.length;
    for (let step = 0; step < last; step += 1) update(whole.optimizer, whole.groups, step);
    for (let step = 0; step < 3; step += 1) update(first, groups, step);
    const state = first.state();
    first.dispose();
    const second = optimizers[run]();
    second.restore(state);
    expect(second.state()).toEqual(state);
    for (let step = 3; step < last; step += 1) update(second, groups, step);
    const values = (of: readonly ParameterGroup[]) =>
      of.flatMap(({ parameters }) => parameters.map(({ variable }) => [...variable.dataSync()]));
    expect(values(groups)).toEqual(values(whole.groups));
    expect(second.state()).toEqual(whole.optimizer.state());
    dispose(second, groups);
    dispose(whole.optimizer, whole.groups);
  });
});
