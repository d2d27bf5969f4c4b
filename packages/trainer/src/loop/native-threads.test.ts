import { createHash } from 'node:crypto';
import { testBackends, useBackend } from '@cloze/backend/testing';
import type { BatchSource } from '@cloze/contracts';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { mergeBatches } from '../testing/merge-batches.js';
import { batchesOf, sourceOf } from '../testing/source-of.js';
import { syntheticSource } from '../testing/synthetic-source.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { tinyRun } from '../testing/tiny-run.js';
import { memoryTracker } from '../trackers/memory-tracker.js';
import { train } from './train.js';

// Read when the binary is loaded. More threads than many a machine has cores: which of them does what then changes from run to run.
vi.hoisted(() => (process.env['CLOZE_THREADS'] = '3'));

const hasNative = testBackends.includes('native');
if (!hasNative) console.log('skipped: the native backend is not built here');

const newFolder = temporaryFolders();
/** Wide enough for products and for sums over rows that several threads share. */
const SIZES = { hiddenSize: 128, layers: 2, heads: 4, intermediateSize: 512 };

/** Two batches of about 500 tokens. */
async function wideSource(): Promise<BatchSource> {
  const batches = await batchesOf(syntheticSource({ batches: 64 }));
  return sourceOf([mergeBatches(batches.slice(0, 32)), mergeBatches(batches.slice(32))]);
}

/** A digest of each list of numbers: as telling as their bits, and quicker to compare. */
function digests(values: Readonly<Record<string, ArrayLike<number>>>): Record<string, string> {
  const digest = (each: ArrayLike<number>) => createHash('sha256').update(Float32Array.from(each)).digest('hex');
  return Object.fromEntries(Object.entries(values).map(([name, each]) => [name, digest(each)]));
}

/** Trains in a folder, from its last checkpoint on, up to step `until` or the end; gives what is there then. */
async function trained(folder: string, until = Infinity) {
  const abort = new AbortController();
  const tracker = { ...memoryTracker(), row: ({ step }: { step: number }) => void (step === until && abort.abort()) };
  const parts = { batches: await wideSource(), trackers: [tracker], resume: true, signal: abort.signal };
  const run = tinyRun(folder, { maxSteps: 6 }, parts, SIZES);
  const { status } = await train(run.input);
  const outcome = { status, weights: digests(run.weights()), optimizer: digests(run.input.optimizer.state()) };
  run.dispose();
  return outcome;
}

describe.skipIf(!hasNative)('training on native with three threads', () => {
  beforeAll(() => useBackend('native'));

  it('gives the same bits again, in one go or stopped and resumed', async () => {
    const expected = await trained(newFolder());
    expect(expected.status).toBe('completed');
    expect(await trained(newFolder())).toEqual(expected);
    const folder = newFolder();
    expect((await trained(folder, 3)).status).toBe('interrupted');
    expect(await trained(folder)).toEqual(expected);
  });
});
