import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '@cloze/contracts';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { EpochPlan } from './epoch-plan.js';
import { PlanStore } from './plan-store.js';

const folder = temporaryFolder();

function planOf(epoch: number): EpochPlan {
  const one = Uint32Array.of(epoch);
  return { epoch, examples: { lengths: one, arrays: {} }, order: Uint32Array.of(0), batchStarts: Uint32Array.of(0, 1) };
}

function storeIn(directory: string | undefined, inputs = 'a'.repeat(64)) {
  const made: number[] = [];
  const warnings: string[] = [];
  const store = new PlanStore({
    directory,
    inputs,
    logger: { ...silentLogger, warn: (message) => void warnings.push(message) },
    make: async (epoch) => {
      made.push(epoch);
      return planOf(epoch);
    },
  });
  return { store, made, warnings };
}

describe('PlanStore', () => {
  it('makes a plan once, keeps it with the run, and reads it the next time', async () => {
    const directory = join(folder, 'run');
    const first = storeIn(directory);
    expect(await first.store.get(1)).toEqual(planOf(1));
    expect(await first.store.get(1)).toEqual(planOf(1));
    await first.store.get(0);
    expect(first.made).toEqual([1, 0]);
    expect(readdirSync(directory).sort()).toEqual(['epoch-00000.plan', 'epoch-00001.plan']);
    const second = storeIn(directory);
    expect(await second.store.get(1)).toEqual(planOf(1));
    expect(second.made).toEqual([]);
  });

  it('keeps two epochs in memory', async () => {
    const { store, made } = storeIn(undefined);
    for (const epoch of [0, 1, 0, 1, 2, 1, 0]) await store.get(epoch);
    expect(made).toEqual([0, 1, 2, 0]);
  });

  it('makes a damaged plan again and says so', async () => {
    const directory = join(folder, 'damaged');
    await storeIn(directory).store.get(0);
    const path = join(directory, 'epoch-00000.plan');
    truncateSync(path, 60);
    const { store, made, warnings } = storeIn(directory);
    await store.get(0);
    expect(made).toEqual([0]);
    expect(warnings).toEqual([`The plan ${path} is damaged and is made again.`]);
    const third = storeIn(directory);
    await third.store.get(0);
    expect(third.made).toEqual([]);
  });

  it('refuses a plan made from other text or settings', async () => {
    const directory = join(folder, 'other');
    await storeIn(directory).store.get(0);
    await expect(storeIn(directory, 'b'.repeat(64)).store.get(0)).rejects.toMatchObject({
      code: 'CLOZE_DATA',
      message: `The plan kept for epoch 0 was made from other text or other settings
  where: ${join(directory, 'epoch-00000.plan')}
  received: inputs bbbbbbbbbbbb
  allowed: inputs aaaaaaaaaaaa, those of the run so far
  fix: go on with the files, tokenizer, seed and sampler of the run, or start a new run in another folder`,
    });
  });

  it('names a folder where plans cannot be kept', async () => {
    const directory = join(folder, 'file');
    writeFileSync(directory, '');
    await expect(storeIn(directory).store.get(0)).rejects.toMatchObject({
      code: 'CLOZE_DATA',
      message: `Cannot keep the plan of an epoch with its run
  where: ${join(directory, 'epoch-00000.plan')}
  received: ENOTDIR: not a directory, open '${join(directory, 'epoch-00000.plan')}'
  fix: free space, or make the folder readable and writable`,
    });
  });
});
