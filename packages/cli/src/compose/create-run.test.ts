import { writeFile } from 'node:fs/promises';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '@cloze/contracts';
import { BACKEND, RANDOM, TOKENIZER, type RunContainer } from '@cloze/registry';
import { train } from '@cloze/trainer';
import type { ParsedRun } from '../config/parse-run.js';
import { folderArtefacts } from '../run/folder-artefacts.js';
import { resolveRun } from '../run/resolve-run.js';
import { prepareAll, trainedParts } from '../run/trained-parts.js';
import { useTinyRun } from '../testing/tiny-run.js';
import { createRun } from './create-run.js';
import { CORPORA, MODEL } from './run-tokens.js';

const folder = useTinyRun();

interface NewRun {
  readonly run: RunContainer;
  readonly parsed: ParsedRun;
  readonly directory: string;
}

async function newRun(name: string, set: readonly string[] = []): Promise<NewRun> {
  const resolved = await resolveRun(folder.path('run.json'), { set });
  const artefacts = folderArtefacts(folder.path(name));
  const [parsed] = resolved.phases;
  const run = createRun({ ...resolved, parsed, artefacts, shared: artefacts, backend: 'cpu', logger: silentLogger });
  return { run, parsed, directory: artefacts.directory };
}

/** Trains for the one step that the run has. */
async function trainAStep({ run, parsed, directory }: NewRun): Promise<void> {
  const schedule = () => ({ factor: () => 1, state: () => ({}), restore: () => {} });
  const { status } = await train({
    ...trainedParts(parsed, run),
    learningRate: 0.01,
    schedule,
    directory,
    resume: false,
    trackers: [],
    logger: silentLogger,
  });
  expect(status).toBe('completed');
}

describe('createRun', () => {
  it('makes services when they are asked for: text needs no tensors', async () => {
    const { run } = await newRun('text');
    await run.prepare(TOKENIZER);
    const { train, validation } = await run.prepare(CORPORA);
    expect(train.digest).not.toBe(validation.digest);
    expect(() => run.get(BACKEND)).toThrow('Service "backend" takes time to make: await prepare() it first');
    await run.dispose();
  });

  it('keeps two runs in one process apart, and brings the tensor count back when each ends', async () => {
    const step = 'training.maxSteps=1';
    const first = await newRun('first', [step]);
    await prepareAll(first.run);
    const before = memory().numTensors;
    const small = first.run.get(MODEL);
    await trainAStep(first);
    const between = memory().numTensors;
    const second = await newRun('second', [step, 'encoder.layers=2', 'seed=2']);
    await prepareAll(second.run);
    const large = second.run.get(MODEL);
    await trainAStep(second);
    expect(large.parameters.length).toBeGreaterThan(small.parameters.length);
    expect([first, second].map(({ run }) => run.get(RANDOM).seed)).toEqual([1, 2]);
    // Beside its weights, two moments of each that has learnt: all but the pooler's.
    expect(memory().numTensors - between).toBe(3 * large.parameters.length - 2 * 2);
    await second.run.dispose();
    expect(memory().numTensors).toBe(between);
    await first.run.dispose();
    expect(memory().numTensors).toBe(before);
    expect(() => first.run.get(MODEL)).toThrow('Service "model" was asked for after its run had ended');
  });

  it('uses what a user’s module overrides', async () => {
    await writeFile(
      folder.path('clock.mjs'),
      `import { CLOCK, override } from '@cloze/registry';
export default override(CLOCK, () => ({ now: () => 0, monotonic: () => 7 }));
`,
    );
    const { run, parsed } = await newRun('overridden', ['plugins=["./clock.mjs"]']);
    await prepareAll(run);
    expect(trainedParts(parsed, run).clock?.monotonic()).toBe(7);
    await run.dispose();
  });
});
