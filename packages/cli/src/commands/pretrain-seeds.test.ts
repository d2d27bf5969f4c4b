import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockRunFolder } from '../run/lock-run-folder.js';
import { killWhen } from '../testing/kill-when.js';
import { runCloze, type RunClozeOptions } from '../testing/run-cloze.js';
import { tinyRun, type TinyRun } from '../testing/tiny-run.js';

// Real processes: several seeds in one command, and a folder that another process works in.
let run: TinyRun;
beforeAll(async () => (run = await tinyRun()));
afterAll(() => run.remove());

const pretrain = (out: string, set: readonly string[], options: RunClozeOptions = {}) =>
  runCloze(['pretrain', 'run.json', '--out', out, ...set], { cwd: run.folder, env: run.env, ...options });
const model = (folder: string) => readFile(run.path(`${folder}/model.safetensors`));

describe('cloze pretrain with several seeds', () => {
  const SEEDS = ['--set', 'training.seeds=[3,4]'];

  it('makes the run of each, prints and saves mean and standard deviation, and goes on after a kill', async () => {
    const onStart = killWhen(run.path('seeds/seed-4/checkpoints/step-00000002'), 'SIGKILL');
    expect((await pretrain('seeds', SEEDS, { onStart })).signal).toBe('SIGKILL');
    const { code, stdout, stderr } = await pretrain('seeds', [...SEEDS, '--resume']);
    expect(stderr).toContain('Seed 3, 1 of 2, is done\nSeed 4, 2 of 2\n');
    expect(code).toBe(0);
    const { seeds, mean, standardDeviation } = JSON.parse(await readFile(run.path('seeds/seeds.json'), 'utf8'));
    const [first, second] = seeds.map(({ values }: { values: Record<string, number> }) => values['mlm.loss']);
    expect(mean['mlm.loss']).toBeCloseTo((first + second) / 2, 12);
    expect(standardDeviation['mlm.loss']).toBeCloseTo(Math.abs(first - second) / Math.SQRT2, 12);
    expect(stdout).toMatch(/^done with 2 of 2 seeds; validation:\n +mean +standard deviation +seed 3 +seed 4\n/);
    expect(stdout).toMatch(/\n {2}mlm\.loss +\d\.\d+ +± 0\.\d+ +\d\.\d+ +\d\.\d+\n/);
    expect(stdout).toMatch(/\nmodel: seeds\/seed-3\nmodel: seeds\/seed-4\n$/);
    // Each is the very run that its seed makes alone.
    await pretrain('alone', ['--set', 'seed=4']);
    expect(await model('seeds/seed-4')).toEqual(await model('alone'));
    expect(await model('seeds/seed-3')).not.toEqual(await model('alone'));
  });
});

describe('a run folder that another process works in', () => {
  it('is left alone, until that process is done', async () => {
    const lock = await lockRunFolder(run.path('held'));
    const { code, stderr } = await pretrain('held', ['--resume']);
    expect(stderr.replace(/since \S+/, 'since T')).toBe(
      `error: Another process works in this folder\n  where: --out held\n  received: process ${process.pid} on ${hostname()}, since T\n` +
        '  allowed: one process a run folder\n  fix: wait for it to end, or choose another folder; ' +
        `delete ${run.path('held/run.lock')} if that process is not there any more\n`,
    );
    expect(code).toBe(2);
    lock.release();
    expect((await pretrain('held', [])).code).toBe(0);
    expect(existsSync(run.path('held/run.lock'))).toBe(false);
  });
});
