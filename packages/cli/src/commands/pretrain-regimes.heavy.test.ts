import { writeFile } from 'node:fs/promises';
import { testBackends } from '@cloze/backend/testing';
import { KeyedRandom } from '@cloze/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KILLER, KILLER_FILE, killAt } from '../testing/killer.js';
import { BASE, REGIMES } from '../testing/regimes.js';
import { runCloze } from '../testing/run-cloze.js';
import { runFiles } from '../testing/run-files.js';
import { drawMoments, momentsOf } from '../testing/run-moments.js';
import { TINY_CONFIG, tinyRun, type TinyRun } from '../testing/tiny-run.js';

// Every objective and regime as a real process that is killed again and again, on every backend.
const random = new KeyedRandom(2026);
let folder: TinyRun;
beforeAll(async () => {
  folder = await tinyRun();
  await writeFile(folder.path(KILLER_FILE), KILLER);
  const { code, stderr } = await pretrain('run', BASE, { CLOZE_BACKEND: 'cpu' });
  expect(code, stderr).toBe(0);
});
afterAll(() => folder.remove());

const pretrain = (name: string, out: string, env: Readonly<Record<string, string>>) =>
  runCloze(['pretrain', `${name}.json`, '--out', out, '--resume'], {
    cwd: folder.folder,
    env: { ...folder.env, ...env },
  });

describe.each(testBackends)('on %s', (backend) => {
  describe.each(REGIMES)('$name', ({ name, change }) => {
    it('ends bit for bit alike, killed with SIGKILL and resumed or in one go', async () => {
      const run = `run-${REGIMES.findIndex((regime) => regime.name === name)}-${backend}`;
      const [whole, killed] = [`whole/${run}`, `killed/${run}`];
      const env = { CLOZE_BACKEND: backend };
      const config = { ...TINY_CONFIG, plugins: [KILLER_FILE], ...change };
      await writeFile(folder.path(`${run}.json`), JSON.stringify(config));
      const first = await pretrain(run, whole, env);
      expect(first.code, first.stderr).toBe(0);
      const moments = await momentsOf(folder.path(whole), 'phases' in change ? 2 : 0);
      for (const moment of drawMoments(moments, random, `${backend}/${name}`)) {
        const { signal, stderr } = await pretrain(run, killed, { ...env, ...killAt(moment) });
        expect(signal, `killed at ${JSON.stringify(moment)}: ${stderr}`).toBe('SIGKILL');
      }
      const resumed = await pretrain(run, killed, env);
      // A phase that was killed before its first checkpoint starts again, from the phase before it.
      expect(resumed.stderr).toMatch(/Resuming after step |Phase 1 of 2 is done/);
      expect(resumed.code, resumed.stderr).toBe(0);
      expect(await runFiles(folder.path(killed))).toEqual(await runFiles(folder.path(whole)));
    });
  });
});
