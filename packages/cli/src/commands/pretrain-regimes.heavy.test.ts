import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killWhen } from '../testing/kill-when.js';
import { BASE, REGIMES } from '../testing/regimes.js';
import { runCloze, type RunClozeOptions } from '../testing/run-cloze.js';
import { TINY_CONFIG, tinyRun, type TinyRun } from '../testing/tiny-run.js';

// Every objective and regime as a real process that is killed after its first checkpoint.
let folder: TinyRun;
beforeAll(async () => {
  folder = await tinyRun();
  expect((await pretrain('run', BASE)).code).toBe(0);
});
afterAll(() => folder.remove());

const pretrain = (name: string, out: string, options: RunClozeOptions = {}) =>
  runCloze(['pretrain', `${name}.json`, '--out', out, '--resume'], { cwd: folder.folder, env: folder.env, ...options });

describe.each(REGIMES)('$name', ({ change }) => {
  it('ends bit for bit alike, killed with SIGKILL and resumed or in one go', async () => {
    const name = `run-${REGIMES.findIndex((regime) => regime.change === change)}`;
    const inPhases = 'phases' in change;
    await writeFile(folder.path(`${name}.json`), JSON.stringify({ ...TINY_CONFIG, ...change }));
    expect((await pretrain(name, `${name}-whole`)).code).toBe(0);
    const whole = await readFile(folder.path(`${name}-whole/model.safetensors`));
    const checkpoint = `${inPhases ? 'phases/2/' : ''}checkpoints/step-00000002`;
    const onStart = killWhen(folder.path(`${name}-killed/${checkpoint}`), 'SIGKILL');
    const killed = await pretrain(name, `${name}-killed`, { onStart });
    expect(killed.signal).toBe('SIGKILL');
    const resumed = await pretrain(name, `${name}-killed`);
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.stringContaining('Resuming after step ')]);
    expect((await readFile(folder.path(`${name}-killed/model.safetensors`))).equals(whole)).toBe(true);
  });
});
