import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { silentLogger } from '@cloze/contracts';
import { override, TRACKERS } from '@cloze/registry';
import { memoryTracker } from '@cloze/trainer';
import { describe, expect, it } from 'vitest';
import { lockRunFolder } from '../run/lock-run-folder.js';
import { withRunFolder } from '../run/open-run-folder.js';
import { pretrainSeeds } from '../run/pretrain-seeds.js';
import { resolveRun } from '../run/resolve-run.js';
import { callCloze } from '../testing/call-cloze.js';
import { useTinyRun } from '../testing/tiny-run.js';

// In this process: several seeds in one command, and a folder that another process works in.
const run = useTinyRun((config) => ({ ...config, trackers: [{ use: 'jsonl-tracker.v1' }] }));

const pretrain = (out: string, ...args: string[]) =>
  callCloze('pretrain', run.path('run.json'), '--out', run.path(out), '--backend', 'wasm', ...args);
const model = (folder: string) => readFile(run.path(`${folder}/model.safetensors`));

describe('cloze pretrain with several seeds', () => {
  const SEEDS = ['training.seeds=[3,4]'];

  /** Begins the run, and interrupts the second seed after a step. */
  async function interruptSecond(): Promise<void> {
    const resolved = await resolveRun(run.path('run.json'), { set: SEEDS });
    const abort = new AbortController();
    let rows = 0;
    const stopper = { ...memoryTracker(), row: () => void ((rows += 1) === 10 && abort.abort()) };
    const overrides = [override(TRACKERS, (_services, original) => [...original(), stopper])];
    const options = { ...resolved, plugins: { ...resolved.plugins, overrides } };
    const folder = { ...options, out: run.path('seeds'), resume: false, logger: silentLogger };
    const result = await withRunFolder(folder, (artefacts) =>
      pretrainSeeds(
        { resolved: options, artefacts, resume: false, backend: 'wasm', logger: silentLogger, signal: abort.signal },
        [3, 4],
      ),
    );
    expect([result.status, result.seeds.map(({ seed }) => seed)]).toEqual(['interrupted', [3]]);
  }

  it('makes the run of each, prints and saves mean and standard deviation, and goes on where it was interrupted', async () => {
    await interruptSecond();
    const { code, stdout, stderr } = await pretrain('seeds', '--set', ...SEEDS, '--resume');
    expect(stderr).toContain('Seed 3, 1 of 2, is done\nSeed 4, 2 of 2\n');
    expect(code).toBe(0);
    const { seeds, mean, standardDeviation } = JSON.parse(await readFile(run.path('seeds/seeds.json'), 'utf8'));
    const [first, second] = seeds.map(({ values }: { values: Record<string, number> }) => values['mlm.loss']);
    expect(mean['mlm.loss']).toBeCloseTo((first + second) / 2, 12);
    expect(standardDeviation['mlm.loss']).toBeCloseTo(Math.abs(first - second) / Math.SQRT2, 12);
    expect(stdout).toMatch(/^done with 2 of 2 seeds; validation:\n +mean +standard deviation +seed 3 +seed 4\n/);
    expect(stdout).toMatch(/\n {2}mlm\.loss +\d\.\d+ +± 0\.\d+ +\d\.\d+ +\d\.\d+\n/);
    expect(stdout).toMatch(/\nmodel: \S*seeds\/seed-3\nmodel: \S*seeds\/seed-4\n$/);
    // Each is the very run that its seed makes alone.
    await pretrain('alone', '--set', 'seed=4');
    expect((await model('seeds/seed-4')).equals(await model('alone'))).toBe(true);
    expect((await model('seeds/seed-3')).equals(await model('alone'))).toBe(false);
  });
});

describe('a run folder that another process works in', () => {
  it('is left alone, until that process is done', async () => {
    const lock = await lockRunFolder(run.path('held'));
    const { code, stderr } = await pretrain('held', '--resume');
    expect(stderr.replace(/since \S+/, 'since T')).toBe(
      `error: Another process works in this folder\n  where: --out ${run.path('held')}\n` +
        `  received: process ${process.pid} on ${hostname()}, since T\n` +
        '  allowed: one process a run folder\n  fix: wait for it to end, or choose another folder; ' +
        `delete ${run.path('held/run.lock')} if that process is not there any more\n`,
    );
    expect(code).toBe(2);
    lock.release();
    expect((await pretrain('held')).code).toBe(0);
    expect(existsSync(run.path('held/run.lock'))).toBe(false);
  });
});
