import { readFile, writeFile } from 'node:fs/promises';
import { silentLogger } from '@cloze/contracts';
import { override, TRACKERS, type ServiceOverride } from '@cloze/registry';
import { memoryTracker } from '@cloze/trainer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtIns } from '../builtins.js';
import { BASE, DEFAULT_REGIMES } from '../testing/regimes.js';
import { TINY_CONFIG, tinyRun, type TinyRun } from '../testing/tiny-run.js';
import { withRunFolder } from './open-run-folder.js';
import { pretrain } from './pretrain.js';
import { resolveRun } from './resolve-run.js';

// In this process: runs that are stopped after a step and go on. The whole list, with processes that are killed, is in
// pretrain-regimes.heavy.test.ts.
let folder: TinyRun;
const trackers = [{ use: 'jsonl-tracker.v1' }];
beforeAll(async () => {
  folder = await tinyRun();
  process.env['CLOZE_CACHE'] = folder.env.CLOZE_CACHE;
  await writeFile(folder.path('base.json'), JSON.stringify({ ...TINY_CONFIG, trackers }));
  expect(await run('base.json', BASE)).toBe('completed');
});
afterAll(async () => {
  delete process.env['CLOZE_CACHE'];
  await folder.remove();
});

/** Runs the config of a file; where `stopAfter` is given, only so far. */
async function run(file: string, out: string, stopAfter?: number): Promise<string> {
  const resolved = await resolveRun(folder.path(file), {});
  const abort = new AbortController();
  const stopper = {
    ...memoryTracker(),
    row: ({ step }: { step: number }) => void (step === stopAfter && abort.abort()),
  };
  const overrides: ServiceOverride[] = [override(TRACKERS, (_services, original) => [...original(), stopper])];
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

describe.each(DEFAULT_REGIMES)('$name', ({ change }) => {
  it('ends bit for bit alike, stopped and resumed or in one go', async () => {
    const config = { ...TINY_CONFIG, trackers, ...change };
    const name = `run-${DEFAULT_REGIMES.findIndex((regime) => regime.change === change)}`;
    await writeFile(folder.path(`${name}.json`), JSON.stringify(config));
    expect(await run(`${name}.json`, `${name}-whole`)).toBe('completed');
    for (const step of [1, 2]) expect(await run(`${name}.json`, `${name}-stopped`, step)).toBe('interrupted');
    expect(await run(`${name}.json`, `${name}-stopped`)).toBe('completed');
    const [whole, stopped] = await Promise.all(
      ['whole', 'stopped'].map((out) => readFile(folder.path(`${name}-${out}/model.safetensors`))),
    );
    expect(stopped.equals(whole)).toBe(true);
  });
});

it('no objective is left out', () => {
  const used = DEFAULT_REGIMES.map(({ change }) => change).flatMap((change) =>
    'objectives' in change && Array.isArray(change.objectives) ? change.objectives.map(({ use }) => use) : [],
  );
  const names = builtIns.flatMap(({ kind, name }) => (kind === 'objective' ? name : []));
  expect([...new Set(used)].sort()).toEqual(names.sort());
});
