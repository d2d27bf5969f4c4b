import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '@cloze/contracts';
import { BACKEND, CLOCK, override, RANDOM, TOKENIZER, type RunContainer } from '@cloze/registry';
import { folderArtefacts } from '../run/folder-artefacts.js';
import { resolveRun } from '../run/resolve-run.js';
import { prepareAll, trainedParts } from '../run/trained-parts.js';
import { tinyRun, type TinyRun } from '../testing/tiny-run.js';
import { createRun } from './create-run.js';
import { CORPORA, MODEL } from './run-tokens.js';

let folder: TinyRun;
beforeAll(async () => {
  folder = await tinyRun();
  process.env['CLOZE_CACHE'] = folder.env.CLOZE_CACHE;
});
afterAll(async () => {
  delete process.env['CLOZE_CACHE'];
  await folder.remove();
});

const overrides = [override(CLOCK, () => ({ now: () => 0, monotonic: () => 7 }))];

async function newRun(name: string, set: readonly string[] = []): Promise<RunContainer> {
  const resolved = await resolveRun(folder.path('run.json'), { set });
  const artefacts = folderArtefacts(folder.path(name));
  const plugins = { ...resolved.plugins, overrides: name === 'overridden' ? overrides : [] };
  const [parsed] = resolved.phases;
  return createRun({
    ...resolved,
    plugins,
    parsed,
    artefacts,
    shared: artefacts,
    backend: 'cpu',
    logger: silentLogger,
  });
}

describe('createRun', () => {
  it('makes services when they are asked for: text needs no tensors', async () => {
    const run = await newRun('text');
    await run.prepare(TOKENIZER);
    const { train, validation } = await run.prepare(CORPORA);
    expect(train.digest).not.toBe(validation.digest);
    expect(() => run.get(BACKEND)).toThrow('Service "backend" takes time to make: await prepare() it first');
    await run.dispose();
  });

  it('keeps two runs in one process apart, and brings the tensor count back when each ends', async () => {
    const first = await newRun('first');
    await prepareAll(first);
    const before = memory().numTensors;
    const small = first.get(MODEL);
    const between = memory().numTensors;
    const second = await newRun('second', ['encoder.layers=2', 'seed=2']);
    await prepareAll(second);
    const large = second.get(MODEL);
    expect(large.parameters.length).toBeGreaterThan(small.parameters.length);
    expect([first.get(RANDOM).seed, second.get(RANDOM).seed]).toEqual([1, 2]);
    await second.dispose();
    expect(memory().numTensors).toBe(between);
    await first.dispose();
    expect(memory().numTensors).toBe(before);
    expect(() => first.get(MODEL)).toThrow('Service "model" was asked for after its run had ended');
  });

  it('uses what a user’s module overrides', async () => {
    const run = await newRun('overridden');
    await prepareAll(run);
    const [parsed] = (await resolveRun(folder.path('run.json'), {})).phases;
    expect(trainedParts(parsed, run).clock?.monotonic()).toBe(7);
    await run.dispose();
  });
});
