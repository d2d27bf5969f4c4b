import { testBackends, useBackend } from '@cloze/backend/testing';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { sourceOf } from '../testing/source-of.js';
import { syntheticSource } from '../testing/synthetic-source.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { tinyRun } from '../testing/tiny-run.js';
import { estimate } from './estimate.js';

const newFolder = temporaryFolders();

describe.each(testBackends)('estimate on %s', (backend) => {
  it('counts parameters and memory, times some steps, and leaves weights and tensors as they were', async () => {
    await useBackend(backend);
    const before = memory().numTensors;
    let now = 0;
    const clock = { now: () => 0, monotonic: () => (now += 3000) };
    const validation = syntheticSource({ batches: 5 });
    const run = tinyRun(newFolder(), { maxSteps: 100, evaluateEvery: 30, accumulate: 2 }, { validation, clock });
    const weights = run.weights();
    const count = Object.values(weights).flat().length;
    const result = await estimate(run.input);
    expect(run.weights()).toEqual(weights);
    expect(result.plan).toEqual({ totalSteps: 100, totalBatches: 200, epochs: 50 });
    expect(result.parameters).toEqual({ total: count, trained: count });
    expect(result.memory).toMatchObject({ weights: 4 * count, gradients: 4 * count, average: 0 });
    // Two moments for each parameter with a gradient: all but those of the pooler, which no objective here reads.
    const pooler = weights['bert.pooler.dense.weight'].length + weights['bert.pooler.dense.bias'].length;
    expect(result.memory.optimizer).toBe(8 * (count - pooler));
    expect(result.memory.stepPeak).toBeGreaterThan(4 * (count - pooler));
    // On this clock three steps take three seconds together, as does a forward pass: 5 batches, 4 times.
    expect(result.time).toMatchObject({ measuredSteps: 3, perStep: 1, evaluations: 60, total: 160 });
    run.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe('estimate', () => {
  it('counts the moving average of the weights as a further copy', async () => {
    await useBackend('cpu');
    const before = memory().numTensors;
    const run = tinyRun(newFolder(), { maxSteps: 4, average: { decay: 0.9 } });
    const weights = run.weights();
    const { memory: needed } = await estimate(run.input);
    expect(needed.average).toBe(needed.weights);
    expect(run.weights()).toEqual(weights);
    run.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('makes do with a single batch, and says when there is none', async () => {
    await useBackend('cpu');
    const run = tinyRun(newFolder(), { maxSteps: 1 });
    expect((await estimate(run.input)).time.measuredSteps).toBe(1);
    const empty = { ...sourceOf([]), batchesIn: async () => 1, async *stream() {} };
    await expect(estimate({ ...run.input, batches: empty })).rejects.toThrow(
      'The training data gave no batch to measure\n  allowed: 1, as its plan says',
    );
    run.dispose();
  });
});
