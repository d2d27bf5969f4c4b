import type { ChildProcess } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { callCloze } from '../testing/call-cloze.js';
import { killWhen } from '../testing/kill-when.js';
import { runCloze } from '../testing/run-cloze.js';
import { tinyRun, useRunFolder } from '../testing/tiny-run.js';

// Real processes, killed at the places where a run has most to lose; any moment at random is in pretrain-resume.heavy.test.ts.
const run = useRunFolder(() => tinyRun((config) => ({ ...config, training: { ...config.training, maxSteps: 16 } })));
let uninterrupted: { readonly model: Buffer; readonly metrics: string[] };

const pretrain = (out: string, ...args: string[]) => callCloze('pretrain', 'run.json', '--out', out, ...args);
const pretrainUntil = (out: string, onStart: (child: ChildProcess) => void, ...args: string[]) =>
  runCloze(['pretrain', 'run.json', '--out', out, ...args], { cwd: run.folder, env: run.env, onStart });

const outcome = async (out: string) => ({
  model: await readFile(run.path(`${out}/model.safetensors`)),
  metrics: metricsOf(await readFile(run.path(`${out}/metrics.jsonl`), 'utf8')),
});

/** Rows without what a clock says. */
function metricsOf(text: string): string[] {
  const rows = text.trim().split('\n');
  return rows.map((row) => JSON.stringify({ ...JSON.parse(row), seconds: 0, tokensPerSecond: 0 }));
}

beforeAll(async () => {
  expect((await pretrain('whole')).code).toBe(0);
  uninterrupted = await outcome('whole');
});

describe('a run killed with SIGKILL', () => {
  it.each([
    ['before the first checkpoint', 'environment.json', 0, 0],
    ['in the middle', 'checkpoints/step-00000006', 0, 0],
    ['while a checkpoint is written, with a worker thread', 'checkpoints/step-00000010', 7, 1],
  ])('%s resumes and ends bit for bit like one that was not', async (when, path, delay, workers) => {
    const out = when.replaceAll(/\W+/g, '-');
    const threads = ['--set', `training.workers=${workers}`];
    const killed = await pretrainUntil(out, killWhen(run.path(`${out}/${path}`), 'SIGKILL', delay), ...threads);
    expect(killed.signal).toBe('SIGKILL');
    const resumed = await pretrain(out, '--resume', ...threads);
    expect([resumed.code, resumed.stdout]).toEqual([0, expect.stringContaining('done after step 16 of 16')]);
    expect(await outcome(out)).toEqual(uninterrupted);
    expect((await readdir(run.path(out))).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });
});

describe('Ctrl-C', () => {
  it('saves, says how to go on, exits with 1, and the resumed run ends bit for bit like one that was not', async () => {
    const interrupt = killWhen(run.path('interrupted/checkpoints/step-00000004'), 'SIGINT');
    const interrupted = await pretrainUntil('interrupted', interrupt);
    expect(interrupted.code).toBe(1);
    expect(interrupted.stderr).toContain('warning: SIGINT: finishing this step and saving; once more to end at once\n');
    const step = /^interrupted after step (\d+) of 16; --resume goes on from there\n$/.exec(interrupted.stdout)?.[1];
    expect(step).toBeDefined();
    expect(await readdir(run.path('interrupted/checkpoints'))).toContain(`step-${step?.padStart(8, '0')}`);
    expect((await pretrain('interrupted', '--resume')).code).toBe(0);
    expect(await outcome('interrupted')).toEqual(uninterrupted);
  });
});
