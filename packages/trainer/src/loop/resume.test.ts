import { appendFileSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { nodeFileSystem, type FileSystem } from '@cloze/checkpoints';
import { CheckpointError, silentLogger, type Tracker } from '@cloze/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { groupParameters } from '../parameters/group-parameters.js';
import { syntheticSource } from '../testing/synthetic-source.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { tinyRun } from '../testing/tiny-run.js';
import { jsonlTracker } from '../trackers/jsonl-tracker.js';
import { memoryTracker } from '../trackers/memory-tracker.js';
import { evaluate } from './evaluate.js';
import { train } from './train.js';
import type { TrainInput, TrainResult } from './train-input.js';
import { trainingOptions } from './training-options.js';

const newFolder = temporaryFolders();
beforeAll(() => useBackend('cpu'));

const OPTIONS = { maxSteps: 9, accumulate: 2, logEvery: 4, evaluateEvery: 3, checkpointEvery: 2 };
const jsonl = () => jsonlTracker.create({ file: 'metrics.jsonl' });
const step = (number: number) => `checkpoints/step-${String(number).padStart(8, '0')}`;

interface Outcome {
  readonly result?: TrainResult;
  readonly error?: unknown;
  readonly weights: Record<string, number[]>;
  readonly optimizer: Readonly<Record<string, Float32Array>>;
}

/** A run of the same config in a folder, in a fresh model, as another process would make it. */
async function attempt(
  directory: string,
  parts: Partial<TrainInput> = {},
  options: Readonly<Record<string, unknown>> = {},
): Promise<Outcome> {
  const run = tinyRun(
    directory,
    { ...OPTIONS, ...options },
    { validation: syntheticSource({ seed: 2 }), trackers: [jsonl()] },
  );
  try {
    const outcome = await train({ ...run.input, ...parts }).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    return { ...outcome, weights: run.weights(), optimizer: run.input.optimizer.state() };
  } finally {
    run.dispose();
  }
}

/** The lines of metrics without what depends on the clock. */
function metricsOf(directory: string): unknown[] {
  const lines = readFileSync(join(directory, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const { seconds, tokensPerSecond, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(typeof seconds).toBe('number');
    expect(['number', 'undefined']).toContain(typeof tokensPerSecond);
    return rest;
  });
}

/** A tracker that runs an action when a step has been logged or validated. */
function when(atStep: number, split: 'train' | 'validation', action: () => void): Tracker {
  return { ...memoryTracker(), row: (row) => void (row.step === atStep && row.split === split && action()) };
}

describe('a resumed run', () => {
  it('ends bit for bit like an uninterrupted one, wherever it was interrupted', async () => {
    const whole = newFolder();
    const expected = await attempt(whole, {}, { logEvery: 1 });
    expect(expected.result?.status).toBe('completed');
    for (const at of [1, 3, 4, 6, 8]) {
      const folder = newFolder();
      const abort = new AbortController();
      const trackers = [jsonl(), when(at, 'train', () => abort.abort())];
      const first = await attempt(folder, { trackers, signal: abort.signal }, { logEvery: 1 });
      expect(first.result).toMatchObject({ status: 'interrupted', step: at, totalSteps: 9 });
      const second = await attempt(folder, { resume: true }, { logEvery: 1 });
      expect(second.result).toMatchObject({ status: 'completed', step: 9, best: expected.result?.best });
      expect(second.weights).toEqual(expected.weights);
      expect(second.optimizer).toEqual(expected.optimizer);
      expect(metricsOf(folder)).toEqual(metricsOf(whole));
    }
  });

  it('does so with averaged weights, which are what is evaluated and what a step’s weights are', async () => {
    const options = { logEvery: 1, average: { decay: 0.8 } };
    const whole = newFolder();
    const expected = await attempt(whole, {}, options);
    const plain = await attempt(newFolder(), {}, { logEvery: 1 });
    expect(expected.weights).toEqual(plain.weights);
    expect(expected.result?.evaluation?.['loss']).not.toBe(plain.result?.evaluation?.['loss']);
    for (const at of [3, 7]) {
      const folder = newFolder();
      const abort = new AbortController();
      const trackers = [jsonl(), when(at, 'train', () => abort.abort())];
      const first = await attempt(folder, { trackers, signal: abort.signal }, options);
      expect(first.result).toMatchObject({ status: 'interrupted', step: at });
      const second = await attempt(folder, { resume: true }, options);
      expect(second.weights).toEqual(expected.weights);
      expect(metricsOf(folder)).toEqual(metricsOf(whole));
    }
  });

  it('gives the weights that a step was evaluated with', async () => {
    const validation = syntheticSource({ seed: 2 });
    for (const use of [true, false]) {
      const run = tinyRun(newFolder(), { ...OPTIONS, average: { decay: 0.8, use } }, { validation });
      const result = await train(run.input);
      const weights = run.weights();
      await result.loadWeights(9);
      if (use) expect(run.weights()).not.toEqual(weights);
      else expect(run.weights()).toEqual(weights);
      const model = { encoder: run.encoder, objectives: run.input.objectives };
      expect(await evaluate(model, validation)).toEqual(result.evaluation);
      run.dispose();
    }
  });

  it('does so when layers join it one by one', async () => {
    const first = tinyRun(newFolder(), OPTIONS);
    const names = first.encoder.parameters;
    const groups = (run: ReturnType<typeof tinyRun>) =>
      groupParameters(run.parameters, { encoder: run.encoder.parameters, unfreeze: { every: 3, unit: 'step' } });
    const before = first.weights();
    const layer = [...names].map(({ name }) => name).filter((name) => name.includes('.layer.'));
    const warnings: string[] = [];
    const frozen = await train({
      ...first.input,
      groups: groups(first),
      options: trainingOptions.parse({ maxSteps: 3 }),
      logger: { ...silentLogger, warn: (message) => void warnings.push(message) },
    });
    expect(frozen.status).toBe('completed');
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The run ends after step 3, in epoch 1, before gradual unfreezing comes to \d+ parameters, \S+ among them: they are not trained; a smaller optimizer\.unfreeze\.every trains them$/,
      ),
    ]);
    for (const name of layer) expect(first.weights()[name]).toEqual(before[name]);
    first.dispose();
    const outcome = async (folder: string, at?: number) => {
      const run = tinyRun(folder, OPTIONS);
      const abort = new AbortController();
      const trackers = [when(at ?? 0, 'train', () => abort.abort())];
      const options = { ...run.input.options, logEvery: 1 };
      const input = { ...run.input, options, groups: groups(run), resume: true, signal: abort.signal, trackers };
      const { status } = await train(input);
      const result = { status, weights: run.weights(), optimizer: input.optimizer.state() };
      run.dispose();
      return result;
    };
    const whole = await outcome(newFolder());
    expect(whole.weights[layer[0]]).not.toEqual(before[layer[0]]);
    for (const at of [2, 3, 4, 7]) {
      const folder = newFolder();
      expect((await outcome(folder, at)).status).toBe('interrupted');
      expect(await outcome(folder)).toEqual(whole);
    }
  });

  it('carries sums of a window of metrics, and an evaluation that was cut off, over the interruption', async () => {
    const whole = newFolder();
    await attempt(whole);
    for (const [at, split] of [
      [4, 'train'],
      [3, 'validation'],
    ] as const) {
      const folder = newFolder();
      const abort = new AbortController();
      const validation = syntheticSource({ seed: 2 });
      const stream = validation.stream.bind(validation);
      let evaluations = 0;
      validation.stream = async function* (from, total) {
        evaluations += 1;
        if (split === 'validation') abort.abort();
        yield* stream(from, total);
      };
      const trackers = [jsonl(), when(at, 'train', () => split === 'train' && abort.abort())];
      const first = await attempt(folder, { trackers, validation, signal: abort.signal });
      expect(first.result).toMatchObject({ status: 'interrupted', step: at });
      expect(evaluations).toBe(1);
      const second = await attempt(folder, { resume: true });
      expect(second.result?.status).toBe('completed');
      expect(metricsOf(folder)).toEqual(metricsOf(whole));
    }
  });

  it('starts from scratch where there is no checkpoint, and does nothing where the run is complete', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'metrics.jsonl'), '{"step":1,"split":"train"}\n{"step":2,"spl');
    const first = await attempt(folder, { resume: true });
    expect(first.result?.status).toBe('completed');
    const lines = metricsOf(folder);
    expect(lines[0]).toMatchObject({ step: 3, split: 'validation' });
    const batches = syntheticSource();
    const second = await attempt(folder, { resume: true, batches });
    expect(second.result).toMatchObject({ status: 'completed', step: 9 });
    expect(second.weights).toEqual(first.weights);
    expect(metricsOf(folder)).toEqual(lines);
  });

  it('is asked for: a folder that holds a run is not written over', async () => {
    const folder = newFolder();
    await attempt(folder);
    const { error } = await attempt(folder);
    expect(error).toEqual(
      new CheckpointError({
        what: 'The folder already holds a run',
        where: join(folder, 'checkpoints'),
        received: 'a checkpoint of step 9',
        fix: 'resume the run (`--resume`), or choose another folder',
      }),
    );
  });

  it('refuses the checkpoint of another model', async () => {
    const folder = newFolder();
    await attempt(folder);
    const run = tinyRun(folder, OPTIONS, { resume: true });
    const parameters = run.parameters.filter(({ name }) => name !== 'cls.predictions.bias');
    const error = await train({ ...run.input, parameters }).catch(String);
    expect(error).toBe(
      `CheckpointError: A checkpoint is of another model\n  where: ${join(folder, step(9))}/model.safetensors\n` +
        '  received: cls.predictions.bias is not in the model\n  fix: resume with the config that the run was started with',
    );
    run.dispose();
  });
});

describe('checkpoints of a run', () => {
  it('are the last few and the best', async () => {
    const folder = newFolder();
    const { result } = await attempt(folder, {}, { keepCheckpoints: 1, bestMetric: 'words.accuracy' });
    const best = result!.best!.step;
    const kept = readdirSync(join(folder, 'checkpoints')).sort();
    expect(kept).toEqual(['index.json', ...new Set([best, 9].map((number) => step(number).slice(12)))]);
    expect(JSON.parse(readFileSync(join(folder, 'checkpoints/index.json'), 'utf8'))).toEqual({ last: 9, best });
  });

  it('stop with the run when nothing has improved for as long as patience has it', async () => {
    const folder = newFolder();
    const earlyStopping = { patience: 2, minimumImprovement: 100 };
    const { result, weights } = await attempt(folder, {}, { maxSteps: 12, earlyStopping });
    // The first evaluation is the best there is; two more do not improve by 100.
    expect(result).toMatchObject({ status: 'stopped-early', step: 9 });
    const early = await attempt(newFolder(), {}, { earlyStopping: { patience: 1, minimumImprovement: 100 } });
    expect(early.result).toMatchObject({ status: 'stopped-early', step: 6 });
    const again = await attempt(folder, { resume: true }, { maxSteps: 12, earlyStopping });
    expect(again.result?.status).toBe('stopped-early');
    expect(again.weights).toEqual(weights);
  });

  it('that are broken are passed over with a warning, and the run ends as it would have', async () => {
    const expected = await attempt(newFolder());
    const breaks: Record<string, (file: string) => void> = {
      'model.safetensors': (file) => truncateSync(file, 1000),
      'optimizer.safetensors': (file) => appendFileSync(file, 'x'),
      'state.json': (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('"ordinal": 18', '"ordinal": 17')),
    };
    for (const [name, damage] of Object.entries(breaks)) {
      const folder = newFolder();
      await attempt(folder);
      damage(join(folder, step(9), name));
      const warnings: string[] = [];
      const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
      const { result, weights } = await attempt(folder, { resume: true, logger });
      expect(warnings).toEqual([
        `Resuming from step 8: the checkpoint of ${join(folder, step(9), name)} is broken: ` +
          'content that differs from what was written (its digest does)',
      ]);
      expect(result?.status).toBe('completed');
      expect(weights).toEqual(expected.weights);
      expect(metricsOf(folder).at(-1)).toMatchObject({ step: 9, split: 'validation' });
    }
  });

  it('that are all broken are named', async () => {
    const folder = newFolder();
    await attempt(folder, {}, { keepCheckpoints: 1 });
    const kept = readdirSync(join(folder, 'checkpoints'))
      .filter((name) => name.startsWith('step'))
      .sort();
    for (const name of kept) rmSync(join(folder, 'checkpoints', name, 'state.json'));
    const { error } = await attempt(folder, { resume: true });
    const faults = kept
      .reverse()
      .map(
        (name) =>
          `the checkpoint of ${join(folder, 'checkpoints', name)}/state.json is broken: a folder of the path is not there (ENOENT)`,
      );
    expect(String(error)).toBe(
      `CheckpointError: No checkpoint of the run is whole\n  where: ${join(folder, 'checkpoints')}\n` +
        `  received: ${faults.join('; ')}\n  fix: start the run again in a new folder`,
    );
  });
});

describe('a run that cannot be saved', () => {
  /** A disk that is full for files whose path matches. */
  const fullFor = (pattern: RegExp): FileSystem => ({
    ...nodeFileSystem,
    open: async (path, ...rest) => {
      const handle = await nodeFileSystem.open(path, ...rest);
      if (pattern.test(String(path)))
        handle.writeFile = () => Promise.reject(Object.assign(new Error('write failed'), { code: 'ENOSPC' }));
      return handle;
    },
  });

  it.each(['model', 'optimizer', 'state'])(
    'because the disk is full says so (%s), and leaves the last checkpoint whole',
    async (file) => {
      const folder = newFolder();
      const files = fullFor(new RegExp(`step-00000004.*${file}`));
      const { error } = await attempt(folder, { files, validation: undefined });
      expect(String(error)).toBe(
        'CheckpointError: The checkpoint of step 4 could not be written; that of step 2 is untouched\n' +
          `  where: ${join(folder, 'checkpoints')}\n  received: no space left on the device (ENOSPC)\n` +
          '  fix: free some space, or write to another disk',
      );
      expect(readdirSync(join(folder, 'checkpoints')).sort()).toEqual(['index.json', 'step-00000002']);
      const expected = await attempt(newFolder(), { validation: undefined });
      const resumed = await attempt(folder, { resume: true, validation: undefined });
      expect(resumed.weights).toEqual(expected.weights);
    },
  );

  it('because the first checkpoint cannot be published says that there is none', async () => {
    const folder = newFolder();
    const files: FileSystem = {
      ...nodeFileSystem,
      rename: async (from, to) => {
        if (/step-\d+$/.test(String(to))) throw Object.assign(new Error('rename failed'), { code: 'EROFS' });
        await rename(from, to);
      },
    };
    const { error } = await attempt(folder, { files });
    expect(String(error)).toBe(
      'CheckpointError: The checkpoint of step 2 could not be written; no checkpoint was written before it\n' +
        `  where: ${join(folder, 'checkpoints')}\n  received: the file system is read-only (EROFS)\n` +
        '  fix: choose a folder on a file system that can be written to',
    );
    expect(readdirSync(join(folder, 'checkpoints'))).toEqual([]);
  });

  it('because a file is where its folder should be says so before any work', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'run'), '');
    const batches = syntheticSource();
    const { error } = await attempt(join(folder, 'run'), { batches });
    expect(String(error)).toBe(
      `CheckpointError: The folder of checkpoints cannot be written to\n  where: ${join(folder, 'run', 'checkpoints')}\n` +
        '  received: a part of the path is a file, not a folder (ENOTDIR)\n  fix: choose another path, or move the file away',
    );
    expect(batches.streams).toBe(0);
  });

  it('because metrics meet a device that is full says so', async () => {
    const folder = newFolder();
    symlinkSync('/dev/full', join(folder, 'metrics.jsonl'));
    const { error } = await attempt(folder);
    expect(String(error)).toBe(
      'CheckpointError: The metrics of the run cannot be written; checkpoints written before are untouched\n' +
        `  where: ${join(folder, 'metrics.jsonl')}\n  received: no space left on the device (ENOSPC)\n` +
        '  fix: free some space, or write to another disk',
    );
  });
});
