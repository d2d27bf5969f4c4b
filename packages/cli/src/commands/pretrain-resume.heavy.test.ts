import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testBackends } from '@cloze/backend/testing';
import { KeyedRandom } from '@cloze/contracts';
import { runCloze, type RunClozeOptions } from '../testing/run-cloze.js';
import { tinyRun, type TinyRun } from '../testing/tiny-run.js';

// A run in two phases killed again and again at random moments, from its first millisecond on, until it is done.
let run: TinyRun;
const random = new KeyedRandom(2026);
const MODELS = ['model.safetensors', 'phases/1/model.safetensors'];

const pretrain = (out: string, options: RunClozeOptions = {}) =>
  runCloze(['pretrain', 'run.json', '--out', out, '--resume'], { cwd: run.folder, env: run.env, ...options });

beforeAll(async () => {
  run = await tinyRun(({ training, ...config }) => ({
    ...config,
    phases: [
      { training: { ...training, maxSteps: 80, workers: 1 } },
      { sampler: { maxLength: 20 }, training: { ...training, maxSteps: 40, accumulate: 2 } },
    ],
    training,
  }));
});
afterAll(() => run.remove());

describe.each(testBackends)('on %s, a run killed with SIGKILL at random moments', (backend) => {
  it('ends bit for bit like one that was not', async () => {
    const env = { ...run.env, CLOZE_BACKEND: backend };
    const whole = `whole-${backend}`;
    const started = performance.now();
    expect((await pretrain(whole, { env })).code).toBe(0);
    const duration = performance.now() - started;
    let kills = 0;
    // A run may be done before it is killed: then another one is started.
    for (let attempt = 0, victim = 0; kills < 6 && attempt < 30; victim += 1) {
      const out = `killed-${backend}-${victim}`;
      for (let killed = true; killed && attempt < 30; attempt += 1) {
        const delay = random.stream(`delay/${backend}`, attempt).uniform() * duration;
        const onStart = (child: ChildProcess) => void setTimeout(() => child.kill('SIGKILL'), delay);
        killed = (await pretrain(out, { env, onStart })).signal === 'SIGKILL';
        kills += killed ? 1 : 0;
      }
      expect((await pretrain(out, { env })).code).toBe(0);
      for (const file of MODELS) {
        expect(existsSync(run.path(`${out}/${file}`))).toBe(true);
        expect(await readFile(run.path(`${out}/${file}`))).toEqual(await readFile(run.path(`${whole}/${file}`)));
      }
    }
    expect(kills).toBeGreaterThanOrEqual(6);
  });
});
