import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageOf } from '../testing/message-of.js';
import { lockRunFolder } from './lock-run-folder.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloze-lock-'));
  file = join(folder, 'run.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const refusal = (who: string) =>
  `Another process works in this folder\n  where: --out ${folder}\n  received: ${who}\n  allowed: one process a run folder\n` +
  `  fix: wait for it to end, or choose another folder; delete ${file} if that process is not there any more`;

describe('lockRunFolder', () => {
  it('lets one in at a time, and says who is in', async () => {
    const lock = await lockRunFolder(folder);
    const { since } = JSON.parse(readFileSync(file, 'utf8'));
    const who = `process ${process.pid} on ${hostname()}, since ${since}`;
    expect(await messageOf(() => lockRunFolder(folder))).toBe(refusal(who));
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    (await lockRunFolder(folder)).release();
  });

  it('makes the folder', async () => {
    const lock = await lockRunFolder(join(folder, 'deep/run'));
    expect(existsSync(join(folder, 'deep/run/run.lock'))).toBe(true);
    lock.release();
  });

  it('lets one of many in that come at once', async () => {
    const pid = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(file, JSON.stringify({ pid, host: hostname(), start: '1', since: 'then' }));
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => lockRunFolder(folder)));
    const locks = all.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
    expect(locks).toHaveLength(1);
    locks[0].release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['was killed', () => ({ pid: spawnSync(process.execPath, ['-e', '']).pid, start: '1' })],
    ['had the id of a process that was started later', () => ({ pid: process.pid, start: '1' })],
  ])('takes over from one that %s', async (_, gone) => {
    writeFileSync(file, JSON.stringify({ ...gone(), host: hostname(), since: 'then' }));
    const lock = await lockRunFolder(folder);
    expect(JSON.parse(readFileSync(file, 'utf8')).pid).toBe(process.pid);
    lock.release();
  });

  it('takes over from one that left nothing readable', async () => {
    writeFileSync(file, '{"pid":');
    (await lockRunFolder(folder)).release();
  });

  it('leaves one of another machine alone, of which it knows nothing', async () => {
    writeFileSync(file, JSON.stringify({ pid: 7, host: 'elsewhere', start: '1', since: 'then' }));
    expect(await messageOf(() => lockRunFolder(folder))).toBe(refusal('process 7 on elsewhere, since then'));
  });

  it('is let go when the process ends without saying so', async () => {
    const child = spawn(process.execPath, [
      '--import',
      import.meta.resolve('tsx'),
      '--conditions=@cloze/source',
      '--input-type=module',
      '-e',
      `import { lockRunFolder } from ${JSON.stringify(new URL('./lock-run-folder.ts', import.meta.url).href)};
       await lockRunFolder(${JSON.stringify(folder)}); process.exit(0);`,
    ]);
    const code = await new Promise((done) => child.on('close', done));
    expect([code, readdirSync(folder)]).toEqual([0, []]);
  });
});
