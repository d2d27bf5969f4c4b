import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '@cloze/contracts';
import { override, TRACKERS } from '@cloze/registry';
import { memoryTracker } from '@cloze/trainer';
import { withRunFolder } from '../run/open-run-folder.js';
import { pretrain as train } from '../run/pretrain.js';
import { resolveRun } from '../run/resolve-run.js';
import { callCloze } from '../testing/call-cloze.js';
import { useTinyRun } from '../testing/tiny-run.js';

const run = useTinyRun();

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

  it('has the best constant beside every loss, accuracy and F1 of an objective, also where a generator makes the answers', async () => {
    const objectives = '[{"use":"rtd.v1","generator":{"hiddenSize":4,"heads":1}},{"use":"mlm.v1"}]';
    expect((await pretrain('detects', '--set', `objectives=${objectives}`)).code).toBe(0);
    const rows = [...(await page('detects')).matchAll(/<th scope="row"[^>]*>([^<]*)<\/th>(.*?)<\/tr>/g)];
    const constants = rows.map(([, name, cells]) => [name, Number(cells.split(/<[^>]*>/).filter(Boolean)[1] ?? NaN)]);
    const { evaluation } = JSON.parse(await readFile(run.path('detects/cloze.json'), 'utf8')).provenance;
    const share = evaluation['rtd.replacedActual'];
    const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
    const told = Object.fromEntries(constants) as Record<string, number>;
    expect(told['rtd: discriminator: loss']).toBeCloseTo(entropy, 3);
    expect(told['rtd: discriminator accuracy']).toBeCloseTo(Math.max(share, 1 - share), 3);
    expect(told['rtd: replaced F1']).toBeCloseTo((2 * share) / (1 + share), 3);
    expect(told['rtd: loss']).toBeCloseTo(told['rtd: generator: loss'] + 50 * entropy, 1);
    expect(Object.keys(told).filter((name) => Number.isNaN(told[name]))).toEqual(['all objectives: loss']);
  });

  it('is there for a run that was interrupted too, says so, and gives way to that of the whole run', async () => {
    const set = ['phases=[{},{"training":{"maxSteps":3}}]', 'trackers=[]'];
    const resolved = await resolveRun(run.path('run.json'), { set });
    const abort = new AbortController();
    const stopper = { ...memoryTracker(), row: ({ step }: { step: number }) => void (step === 4 && abort.abort()) };
    const overrides = [override(TRACKERS, (_services, original) => [...original(), stopper])];
    const options = { resolved: { ...resolved, plugins: { ...resolved.plugins, overrides } }, resume: false };
    const out = { ...resolved, out: run.path('stopped'), resume: false, logger: silentLogger };
    const { signal } = abort;
    const { status } = await withRunFolder(out, (artefacts) =>
      train({ ...options, artefacts, backend: 'cpu', logger: silentLogger, signal }),
    );
    expect(status).toBe('interrupted');
    expect(await page('stopped')).toContain('<p class="lead">Interrupted at step 4 of 6; --resume goes on. 4 steps, ');
    expect((await pretrain('stopped', ...set.flatMap((value) => ['--set', value]), '--resume')).code).toBe(0);
    expect(await page('stopped')).toContain('<p class="lead">9 steps in 2 phases, ');
  });
});
