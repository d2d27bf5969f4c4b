import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { BatchArrays, BatchPosition, BatchSource } from '@cloze/contracts';
import { pieceTokenizer } from '../testing/piece-tokenizer.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { randomSplit } from '../testing/test-corpus.js';
import { testPlugins } from '../testing/worker-plugins.js';
import type { BatchJob } from './batch-job.js';
import { createBatchSource, type BatchSourceOptions } from './create-batch-source.js';

const module = new URL('../testing/worker-plugins.ts', import.meta.url).href;
const job: BatchJob = {
  split: randomSplit(1, 30),
  vocabulary: pieceTokenizer().vocabulary.toData(),
  seed: 5,
  sampler: { use: 'full-sentences.v1', options: { maxLength: 24, crossDocuments: false, shortProbability: 0.1 } },
  corruptions: [
    { use: 'test-masking.v1', options: { rate: 0.3 } },
    { use: 'test-doubling.v1', options: {} },
    { use: 'test-masking.v1', options: { rate: 0.1 } },
  ],
  objectives: [{ id: 'mlm', use: 'test-targets.v1', options: {} }],
  batchSize: 16,
};
const start: BatchPosition = { epoch: 0, index: 0, ordinal: 0 };
const folder = temporaryFolder();
const opened: BatchSource[] = [];
afterAll(async () => void (await Promise.all(opened.map((source) => source.close()))));

async function open(options: Partial<BatchSourceOptions> = {}): Promise<BatchSource> {
  const source = await createBatchSource({ job, plugins: testPlugins, ...options });
  opened.push(source);
  return source;
}

async function take(source: BatchSource, count: number, from = start, total = 100): Promise<BatchArrays[]> {
  const batches: BatchArrays[] = [];
  for await (const batch of source.stream(from, total)) {
    batches.push(batch);
    if (batches.length === count) break;
  }
  return batches;
}

const failing = (way: string, at: number): BatchJob => ({
  ...job,
  corruptions: [{ use: 'test-failing.v1', options: { way, at } }],
});

describe('createBatchSource', () => {
  it('gives every batch of one epoch after the other', async () => {
    const source = await open();
    const [first, second] = [await source.batchesIn(0), await source.batchesIn(1)];
    const batches = await take(source, first + second + 1);
    expect(batches.map(({ epoch, index }) => [epoch, index])).toEqual([
      ...Array.from({ length: first }, (_, index) => [0, index]),
      ...Array.from({ length: second }, (_, index) => [1, index]),
      [2, 0],
    ]);
  });

  it('goes on from any place as if it had never stopped', async () => {
    const whole = await take(await open(), 30);
    let ordinal = 0;
    for (const { epoch, index } of whole.slice(0, 20)) {
      expect(await take(await open(), 2, { epoch, index, ordinal })).toEqual(whole.slice(ordinal, ordinal + 2));
      ordinal += 1;
    }
    const first = await (await open()).batchesIn(0);
    const after = { epoch: 0, index: first, ordinal: first };
    expect(await take(await open(), 2, after)).toEqual(whole.slice(first, first + 2));
  });

  it('tells them none in evaluation, whatever is left of the data', async () => {
    const evaluated = await take(await open({ evaluation: true }), 3, start, 3);
    expect(evaluated).toEqual(await take(await open(), 3, start, 0));
    expect(evaluated).not.toEqual(await take(await open(), 3, start, 3));
  });

  it('tells corruptions the share of the training that is done; none where training has no end', async () => {
    const [batch] = await take(await open(), 1, start, 10);
    const [late] = await take(await open(), 1, { ...start, ordinal: 10 }, 10);
    const [evaluation] = await take(await open(), 1, { ...start, ordinal: 10 }, Infinity);
    expect(late.targets.mlm.weight).toBeLessThan(Number(batch.targets.mlm.weight));
    expect(evaluation).toEqual(batch);
  });

  it('keeps plans with the run, and refuses those of another', async () => {
    const planDirectory = join(folder, 'plans');
    const expected = await take(await open(), 3);
    expect(await take(await open({ planDirectory }), 3)).toEqual(expected);
    expect(await take(await open({ planDirectory }), 3)).toEqual(expected);
    const other = await open({ planDirectory, job: { ...job, batchSize: 8 } });
    await expect(take(other, 1)).rejects.toMatchObject({
      code: 'CLOZE_DATA',
      parts: { what: 'The plan kept for epoch 0 was made from other text or other settings' },
    });
  });

  it('gives one stream at a time', async () => {
    const source = await open();
    const stream = source.stream(start, 10);
    await stream.next();
    await expect(take(source, 1)).rejects.toMatchObject({
      code: 'CLOZE_USAGE',
      message: `A batch source gives one stream at a time
  fix: end the one before, or make another source`,
    });
    await stream.return?.();
    expect(await take(source, 1)).toHaveLength(1);
  });

  it('names a place that is not in the epoch', async () => {
    const source = await open();
    const batches = await source.batchesIn(0);
    await expect(take(source, 1, { epoch: 0, index: batches + 1, ordinal: 0 })).rejects.toMatchObject({
      code: 'CLOZE_USAGE',
      message: `Batches were asked for from a place that the epoch does not have
  received: batch ${batches + 1} of epoch 0
  allowed: 0 to ${batches}
  fix: resume with the data, sampler and batch size of the run`,
    });
  });

  it('names an unknown plugin before any work', async () => {
    const workers = { count: 1, module: 'file:///never-loaded.js' };
    const unknown = { ...job, objectives: [{ id: 'x', use: 'test-target.v1', options: {} }] };
    await expect(open({ job: unknown, workers })).rejects.toMatchObject({
      message: `Unknown objective "test-target.v1"
  where: objectives[0]
  allowed: test-targets.v1
  fix: did you mean "test-targets.v1"?`,
    });
  });
});

describe('createBatchSource with workers', () => {
  it('gives the same batches for any number of workers, over epochs and from any place', async () => {
    const expected = await take(await open(), 40);
    const two = await open({ workers: { count: 2, module, ahead: 3 } });
    expect(await take(two, 40)).toEqual(expected);
    const { epoch, index } = expected[17];
    expect(await take(two, 5, { epoch, index, ordinal: 17 })).toEqual(expected.slice(17, 22));
    await two.close();
    const one = await open({ workers: { count: 1, module, ahead: 1 }, planDirectory: join(folder, 'one') });
    expect(await take(one, 40)).toEqual(expected);
    await one.close();
  });

  it('gives the error of a worker in its turn, with code and parts, and goes on to work', async () => {
    const source = await open({ job: failing('throw', 100), workers: { count: 1, module } });
    const direct = await open({ job: failing('throw', 100) });
    const outcome = async (from: BatchSource) => {
      let batches = 0;
      try {
        for await (const _ of from.stream(start, 100)) batches += 1;
      } catch (error) {
        return { batches, error };
      }
    };
    const [there, here] = [await outcome(source), await outcome(direct)];
    expect(there?.batches).toBe(here?.batches);
    expect(there?.error).toMatchObject({
      name: 'PluginError',
      code: 'CLOZE_PLUGIN',
      parts: { where: 'corruption[0]', received: 'TypeError: cannot read this', fix: 'mend the plugin' },
    });
    expect(String(there?.error)).toBe(String(here?.error));
    expect(await source.batchesIn(0)).toBe(await direct.batchesIn(0));
    await source.close();
  });

  it('names a worker that was stopped, and fails from then on', async () => {
    const source = await open({ job: failing('exit', 0), workers: { count: 1, module } });
    const stopped = {
      code: 'CLOZE_DATA',
      message: `A worker thread that makes batches stopped
  received: exit code 7
  fix: see the lines above for what ended it; a plugin must not call process.exit`,
    };
    await expect(take(source, 1)).rejects.toMatchObject(stopped);
    await expect(take(source, 1)).rejects.toMatchObject(stopped);
    await source.close();
  });

  it('names an error that a plugin threw outside any call', async () => {
    const source = await open({ job: failing('late', 0), workers: { count: 1, module } });
    await expect(take(source, 1000)).rejects.toMatchObject({
      code: 'CLOZE_PLUGIN',
      message: `A worker thread that makes batches failed
  received: RangeError: out of nowhere`,
    });
    await source.close();
  });

  it('names a module that gives no plugins, and options that cannot be posted', async () => {
    const tokenizerModule = new URL('../testing/piece-tokenizer.ts', import.meta.url).href;
    await expect(open({ workers: { count: 1, module: tokenizerModule } })).rejects.toMatchObject({
      code: 'CLOZE_PLUGIN',
      message: `The module that gives worker threads their plugins gives no table
  where: ${tokenizerModule}
  received: a default export: undefined
  allowed: a default export that is a function from the payload to an array of plugins`,
    });
    const unclonable = { ...job, sampler: { use: 'full-sentences.v1', options: { maxLength: 24, more: () => 1 } } };
    await expect(open({ job: unclonable, workers: { count: 1, module } })).rejects.toMatchObject({
      code: 'CLOZE_PLUGIN',
      message: `Options of a plugin, or the payload for its module, cannot be sent to worker threads
  received: () => 1 could not be cloned.
  allowed: plain data: no functions, no classes
  fix: keep options plain, or make batches in the main thread (0 workers)`,
    });
  });
});
