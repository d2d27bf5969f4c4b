import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { EpochPlan } from './epoch-plan.js';
import { planDigest } from './plan-arrays.js';
import { loadPlan, savePlan } from './plan-file.js';

const folder = temporaryFolder();
const plan: EpochPlan = {
  epoch: 3,
  examples: {
    lengths: Uint32Array.of(5, 4, 6),
    arrays: {
      starts: Float64Array.of(0, 2 ** 40, 7),
      labels: Uint8Array.of(1, 0, 1),
      shifts: Int32Array.of(-1, 2, -3),
      empty: new Uint32Array(0),
    },
  },
  order: Uint32Array.of(2, 0, 1),
  batchStarts: Uint32Array.of(0, 2, 3),
};

describe('savePlan and loadPlan', () => {
  it('give the same plan back, in shared memory, and leave no other file', async () => {
    const path = join(folder, 'deep/epoch.plan');
    await savePlan(path, plan, 'inputs');
    const stored = await loadPlan(path);
    if (stored.state !== 'read') throw new Error(stored.state);
    expect(stored.inputs).toBe('inputs');
    expect(stored.plan).toEqual(plan);
    expect(stored.plan.order.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(planDigest(stored.plan)).toBe(planDigest(plan));
    expect(readdirSync(join(folder, 'deep'))).toEqual(['epoch.plan']);
  });

  it('tell an absent file', async () => {
    expect(await loadPlan(join(folder, 'absent.plan'))).toEqual({ state: 'absent' });
  });

  it('tell a file cut short or changed, wherever', async () => {
    const path = join(folder, 'spoilt.plan');
    await savePlan(path, plan, 'inputs');
    const bytes = readFileSync(path);
    for (let length = 0; length < bytes.length; length += 1) {
      writeFileSync(path, bytes.subarray(0, length));
      expect(await loadPlan(path)).toEqual({ state: 'damaged' });
    }
    for (let at = bytes.indexOf(10, 11) + 1; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 0x10;
      writeFileSync(path, changed);
      expect(await loadPlan(path)).toEqual({ state: 'damaged' });
    }
    writeFileSync(path, Buffer.concat([bytes, Buffer.of(0)]));
    expect(await loadPlan(path)).toEqual({ state: 'damaged' });
  });
});
