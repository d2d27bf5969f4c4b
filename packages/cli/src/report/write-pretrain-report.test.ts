import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callCloze } from '../testing/call-cloze.js';
import { tinyRun, type TinyRun } from '../testing/tiny-run.js';

let run: TinyRun;
beforeAll(async () => {
  run = await tinyRun();
  process.env['CLOZE_CACHE'] = run.env.CLOZE_CACHE;
});
afterAll(async () => {
  delete process.env['CLOZE_CACHE'];
  await run.remove();
});

const pretrain = (out: string, ...args: string[]) =>
  callCloze('pretrain', run.path('run.json'), '--out', run.path(out), '--backend', 'cpu', ...args);
const page = (out: string) => readFile(run.path(`${out}/report.html`), 'utf8');

describe('the report that a run leaves', () => {
  it('is as full, and so are the curves in the terminal, where TensorBoard is the only tracker', async () => {
    const { code, stderr } = await pretrain('tensorboard', '--set', 'trackers=[{"use":"tensorboard.v1"}]');
    expect(code).toBe(0);
    expect(await readdir(run.path('tensorboard/tensorboard'))).toEqual(['train', 'validation']);
    expect(stderr).toMatch(/\nmlm\.loss: \d\.\d+ → \d\.\d+ in training, \d\.\d+ in evaluation \(●\)\n/);
    expect(await page('tensorboard')).toContain('<p class="lead">6 steps, ');
  });
});
