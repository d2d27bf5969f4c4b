import { writeFile } from 'node:fs/promises';
import { KeyedRandom, silentLogger, type Tracker } from '@cloze/contracts';
import { CLOCK, override, TRACKERS, type ServiceOverride } from '@cloze/registry';
import { memoryTracker } from '@cloze/trainer';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtIns } from '../builtins.js';
import { BASE, DEFAULT_REGIMES } from '../testing/regimes.js';
import { runFiles } from '../testing/run-files.js';
import { drawMoments, momentsOf, type Moment } from '../testing/run-moments.js';
import { TINY_CONFIG, useTinyRun } from '../testing/tiny-run.js';
import { withRunFolder } from './open-run-folder.js';
import { pretrain } from './pretrain.js';
import { resolveRun } from './resolve-run.js';

// In this process: runs that are stopped at some moments and go on. The whole list, with processes that are killed on every backend, is
// in pretrain-regimes.heavy.test.ts.
const folder = useTinyRun();
const random = new KeyedRandom(2026);
const trackers = [{ use: 'jsonl-tracker.v1' }];
beforeAll(async () => {
  await writeFile(folder.path('base.json'), JSON.stringify({ ...TINY_CONFIG, trackers }));
  expect(await run('base.json', BASE)).toBe('completed');
});

/** Runs the config of a file; where a moment is given, only so far. */
async function run(file: string, out: string, moment?: Moment): Promise<string> {
  const resolved = await resolveRun(folder.path(file), {});
  const abort = new AbortController();
  let directory = '';
  const stopper: Tracker = {
    ...memoryTracker(),
    start: async (run) => void (directory = run.directory),
    row: ({ step, split }) => {
      if (moment && step === moment.step && split === moment.split && directory.endsWith(moment.folder)) abort.abort();
    },
  };
  const overrides: ServiceOverride[] = [
    override(TRACKERS, (_services, original) => [...original(), stopper]),
    // It stands still: what differs in two runs' files is no matter of time.
    override(CLOCK, () => ({ now: () => 0, monotonic: () => 0 })),
  ];
  const stopped = { ...resolved, plugins: { ...resolved.plugins, overrides } };
  const options = { ...stopped, out: folder.path(out), resume: true, logger: silentLogger };
  const { status } = await withRunFolder(options, (artefacts) =>
    pretrain({
      resolved: stopped,
      artefacts,
      resume: true,
      backend: 'wasm',
      logger: silentLogger,
      signal: abort.signal,
    }),
  );
  return status;
}

/** All but checkpoints: a run that is stopped saves at once, whatever the config says. */
async function filesOf(out: string): Promise<object> {
  const files = Object.entries(await runFiles(folder.path(out)));
  return Object.fromEntries(files.filter(([path]) => !/(^|\/)checkpoints\//.test(path)));
}

describe.each(DEFAULT_REGIMES)('$name', ({ name, change }) => {
  it('ends bit for bit alike, stopped and resumed or in one go', async () => {
    const config = { ...TINY_CONFIG, trackers, ...change };
    const file = `run-${DEFAULT_REGIMES.findIndex((regime) => regime.name === name)}`;
    const [whole, stopped] = [`whole/${file}`, `stopped/${file}`];
    await writeFile(folder.path(`${file}.json`), JSON.stringify(config));
    expect(await run(`${file}.json`, whole)).toBe('completed');
    const moments = await momentsOf(folder.path(whole), 'phases' in change ? 2 : 0);
    for (const moment of drawMoments(moments, random, name))
      expect(await run(`${file}.json`, stopped, moment), `stopped at ${JSON.stringify(moment)}`).toBe('interrupted');
    expect(await run(`${file}.json`, stopped)).toBe('completed');
    const [ofWhole, ofStopped] = await Promise.all([whole, stopped].map((out) => filesOf(out)));
    expect(ofStopped).toEqual(ofWhole);
  });
});

it('no objective is left out', () => {
  const used = DEFAULT_REGIMES.map(({ change }) => change).flatMap((change) =>
    'objectives' in change && Array.isArray(change.objectives) ? change.objectives.map(({ use }) => use) : [],
  );
  const names = builtIns.flatMap(({ kind, name }) => (kind === 'objective' ? name : []));
  expect([...new Set(used)].sort()).toEqual(names.sort());
});
