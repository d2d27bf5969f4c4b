import * as tf from '@tensorflow/tfjs-core';
import { KeyedRandom, parseOptions, PluginError } from '@cloze/contracts';
import type { Optimizer, OptimizerPlugin, ParameterGroup } from '@cloze/contracts/tensor';
import { MemoryParameters } from '../tiny/memory-parameters.js';
import { checkAllFreed } from './check-leaks.js';
import type { PluginCase } from './plugin-case.js';

const LEARNING_RATE = 0.05;

/** Two parameters, gradients for them by step, and an optimizer: what the checks of optimizers work on. */
interface OptimizerTrial {
  readonly where: string;
  /** Runs with fresh parameters and a fresh optimizer, and frees them. */
  run<T>(body: (state: TrialState) => T): T;
}

interface TrialState {
  readonly parameters: MemoryParameters;
  readonly optimizer: Optimizer;
  groups(learningRateScale?: number): ParameterGroup[];
  values(): number[];
  /** One update with the given gradients, which are freed. */
  step(gradients: Readonly<Record<string, readonly number[]>>, settings?: StepSettings): number;
}

interface StepSettings {
  readonly learningRate?: number;
  readonly clipNorm?: number;
  readonly learningRateScale?: number;
}

const SHAPES = { matrix: [2, 3], vector: [4] } as const;
const names = Object.keys(SHAPES) as (keyof typeof SHAPES)[];

/** Sets an optimizer up over a matrix and a vector, neither of which decays. */
export function optimizerTrial<Options extends { learningRate: number }>(
  plugin: OptimizerPlugin<Options>,
  { title, options = {} }: PluginCase,
): OptimizerTrial {
  const where = `${plugin.name}, case "${title}"`;
  const parsed = parseOptions(plugin.options, options, where);
  return {
    where,
    run(body) {
      const parameters = new MemoryParameters(new KeyedRandom(1));
      for (const name of names) {
        parameters.create(name, {
          shape: SHAPES[name],
          initializer: { kind: 'truncated-normal', standardDeviation: 1 },
          decay: false,
        });
      }
      const optimizer = plugin.create(parsed);
      const groups = (learningRateScale = 1) => [{ parameters: [...parameters], learningRateScale, decay: false }];
      const result = body({
        parameters,
        optimizer,
        groups,
        values: () => names.flatMap((name) => [...parameters.get(name).dataSync()]),
        step(gradients, { learningRate = LEARNING_RATE, clipNorm, learningRateScale } = {}) {
          const tensors = new Map(
            Object.entries(gradients).map(([name, values]) => [
              name,
              tf.tensor([...values], parameters.get(name).shape, 'float32'),
            ]),
          );
          const settings = { learningRate, ...(clipNorm !== undefined && { clipNorm }) };
          const { gradientNorm } = optimizer.step(groups(learningRateScale), tensors, settings);
          for (const [name, tensor] of tensors) {
            const after = [...tensor.dataSync()];
            if (String(after) === String([...Float32Array.from(gradients[name])])) continue;
            throw new PluginError({
              what: 'The optimizer changed a gradient',
              where,
              received: `${name}: ${after.join(', ')}`,
              allowed: gradients[name].join(', '),
            });
          }
          tf.dispose([...tensors.values()]);
          return gradientNorm;
        },
      });
      optimizer.dispose();
      parameters.dispose();
      return result;
    },
  };
}

/** The gradients of some step: fixed numbers of both signs. */
export function trialGradients(step: number): Record<string, number[]> {
  const random = new KeyedRandom(2).stream('gradients', step);
  return Object.fromEntries(
    names.map((name) => [name, Array.from({ length: sizeOf(name) }, () => Math.fround(random.normal()))]),
  );
}

/** @throws PluginError when following the gradient of a bowl does not lead downhill */
export function checkDescent({ where, run }: OptimizerTrial): void {
  run(({ values, step }) => {
    const bowl = () => values().reduce((sum, value) => sum + value * value, 0);
    const start = bowl();
    for (let i = 0; i < 100; i += 1) {
      const now = values();
      step({ matrix: now.slice(0, sizeOf('matrix')), vector: now.slice(sizeOf('matrix')) });
    }
    if (bowl() <= 0.5 * start) return;
    throw new PluginError({
      what: 'A hundred updates do not halve the squared distance from the lowest point',
      where,
      received: `${start.toFixed(4)} at the start, ${bowl().toFixed(4)} at the end`,
      allowed: `at most ${(start / 2).toFixed(4)}`,
    });
  });
}

/** @throws PluginError when the norm is not that of all gradients before clipping, or clipping is not scaling by it */
export function checkClipping({ where, run }: OptimizerTrial): void {
  const gradients = trialGradients(0);
  const norm = Math.hypot(...Object.values(gradients).flat());
  const clipped = run(({ step, values }) => {
    const received = step(gradients, { clipNorm: norm / 2 });
    if (Math.abs(received - norm) > 1e-4 * norm) {
      throw new PluginError({
        what: 'The norm is not the global norm of the gradients before clipping',
        where,
        received: String(received),
        allowed: String(norm),
      });
    }
    return values();
  });
  const halved = run(({ step, values }) => {
    step(Object.fromEntries(names.map((name) => [name, gradients[name].map((value) => value / 2)])));
    return values();
  });
  compare('Clipping to half the norm is not the same as halving the gradients', where, clipped, halved, 1e-4);
}

/** @throws PluginError when a missing gradient is not the same as zeros, or zeros move a parameter */
export function checkMissingGradients({ where, run }: OptimizerTrial): void {
  const { matrix, vector } = trialGradients(0);
  const ways: Record<string, number[]>[] = [{ vector }, { vector, matrix: matrix.map(() => 0) }];
  const results = ways.map((gradients) =>
    run(({ step, values }) => {
      const before = values();
      step(gradients);
      const size = sizeOf('matrix');
      compare('A parameter without gradient or decay moved', where, values().slice(0, size), before.slice(0, size), 0);
      step(trialGradients(1));
      return values();
    }),
  );
  compare('A missing gradient does not count as zeros', where, results[0], results[1], 0);
}

/** @throws PluginError when a group's scale is not a factor of its learning rate, or a rate of 0 moves a parameter */
export function checkLearningRates({ where, run }: OptimizerTrial): void {
  const after = (settings: StepSettings) =>
    run(({ step, values }) => {
      step(trialGradients(0), settings);
      return values();
    });
  const start = run(({ values }) => values());
  compare('A learning rate of 0 moved parameters', where, after({ learningRate: 0 }), start, 0);
  const scaled = after({ learningRate: 2 * LEARNING_RATE, learningRateScale: 0.5 });
  compare('A group scale of 0.5 is not half the learning rate', where, scaled, after({}), 1e-6);
}

/** @throws PluginError when an optimizer restored from a saved state does not go on bit by bit */
export function checkOptimizerResumes({ where, run }: OptimizerTrial): void {
  const straight = run(({ step, values }) => {
    for (let i = 0; i < 6; i += 1) step(trialGradients(i));
    return values();
  });
  const half = run(({ step, values, optimizer }) => {
    for (let i = 0; i < 3; i += 1) step(trialGradients(i));
    return { weights: values(), state: structuredClone(optimizer.state()) };
  });
  const resumed = run(({ parameters, step, values, optimizer }) => {
    const size = sizeOf('matrix');
    tf.tidy(() => {
      parameters.get('matrix').assign(tf.tensor(half.weights.slice(0, size), [...SHAPES.matrix]));
      parameters.get('vector').assign(tf.tensor1d(half.weights.slice(size)));
    });
    optimizer.restore(half.state);
    for (let i = 3; i < 6; i += 1) step(trialGradients(i));
    return values();
  });
  compare('Six updates differ from three, a restart and three more', where, resumed, straight, 0);
}

/** @throws PluginError when an optimizer leaves tensors behind */
export function checkOptimizerIsFreed({ where, run }: OptimizerTrial): void {
  checkAllFreed(() => run(({ step }) => step(trialGradients(0), { clipNorm: 1 })), where);
}

function sizeOf(name: keyof typeof SHAPES): number {
  return SHAPES[name].reduce<number>((product, size) => product * size, 1);
}

function compare(what: string, where: string, received: number[], allowed: number[], tolerance: number): void {
  const differs = (value: number, i: number) =>
    !(Math.abs(value - allowed[i]) <= tolerance * (1 + Math.abs(allowed[i])));
  const i = received.findIndex(differs);
  if (i < 0) return;
  throw new PluginError({
    what,
    where: `${where}, scalar ${i}`,
    received: String(received[i]),
    allowed: String(allowed[i]),
  });
}
