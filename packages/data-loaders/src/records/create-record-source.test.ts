import { join } from 'node:path';
import {
  createLabelSet,
  type BatchArrays,
  type BatchSource,
  type EncodedRecord,
  type TaskRecord,
} from '@cloze/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { wordPieceTokenizer } from '../testing/word-piece-tokenizer.js';
import { testPlugins } from '../testing/worker-plugins.js';
import { createRecordSource, type RecordBatchSource, type RecordSourceOptions } from './create-record-source.js';
import { encodeRecord } from './encode-record.js';
import type { RecordJob, RecordTask } from './record-job.js';

const module = new URL('../testing/worker-plugins.ts', import.meta.url).href;
const tokenizer = wordPieceTokenizer(['a', 'b']);
const folder = temporaryFolder();
const opened: BatchSource[] = [];
afterAll(async () => void (await Promise.all(opened.map((source) => source.close()))));

const names = ['even', 'odd'];
/** Texts of 1 to 7 words, over and over. */
function records(count: number, word: string): EncodedRecord[] {
  return Array.from({ length: count }, (_, i) => {
    const text = Array.from({ length: 1 + (i % 7) }, () => word).join(' ');
    const source = { file: `${word}.txt`, line: i + 1 };
    const record: TaskRecord = { kind: 'classification', text, label: names[i % 2], source };
    return encodeRecord(record, tokenizer, { maxLength: 16, tooLong: 'error' })[0];
  });
}
const task = (id: string, count: number, word: string): RecordTask => ({
  id,
  use: 'test-head.v1',
  options: {},
  labels: { names },
  records: records(count, word),
});
const job: RecordJob = {
  tasks: [task('first', 50, 'a'), task('second', 10, 'b')],
  vocabulary: tokenizer.vocabulary.toData(),
  seed: 3,
  batchSize: 4,
  bucket: 3,
};
const start = { epoch: 0, index: 0, ordinal: 0 };

async function open(options: Partial<RecordSourceOptions> = {}): Promise<RecordBatchSource> {
  const source = await createRecordSource({ job, plugins: testPlugins, ...options });
  opened.push(source);
  return source;
}

async function take(source: BatchSource, count: number, from = start): Promise<BatchArrays[]> {
  const batches: BatchArrays[] = [];
  for await (const batch of source.stream(from, 1000)) {
    batches.push(batch);
    if (batches.length === count) break;
  }
  return batches;
}

/** File and line of every record of an epoch, in order. */
async function placesOf(source: RecordBatchSource, epoch: number): Promise<string[][]> {
  const batches = await source.batchesIn(epoch);
  const places: string[][] = [];
  for (let index = 0; index < batches; index += 1) {
    const { records: found } = await source.recordsOf(epoch, index);
    places.push(found.map(({ record }) => `${record.source.file}:${record.source.line}`));
  }
  return places;
}

describe('createRecordSource', () => {
  it('gives every record once an epoch, in batches of one head, in another order each epoch', async () => {
    const source = await open();
    const [first, second] = [await placesOf(source, 0), await placesOf(source, 1)];
    const all = job.tasks.flatMap((each) =>
      each.records.map(({ record }) => `${record.source.file}:${record.source.line}`),
    );
    expect(first.flat().sort()).toEqual(all.sort());
    expect(second.flat().sort()).toEqual(all.sort());
    expect(second).not.toEqual(first);
    for (const batch of first) expect(new Set(batch.map((place) => place[0])).size).toBe(1);
    expect(await placesOf(await open(), 0)).toEqual(first);
    expect(await placesOf(await open({ job: { ...job, seed: 4 } }), 0)).not.toEqual(first);
  });

  it('lays the records of a batch end to end, with the targets of its head alone', async () => {
    const source = await open();
    const labels = createLabelSet(names);
    const batches = await take(source, 20);
    for (const { epoch, index, views, targets } of batches) {
      const { task: one, records: found } = await source.recordsOf(epoch, index);
      expect([...views.corrupted.inputIds]).toEqual(found.flatMap(({ view }) => [...view.inputIds]));
      expect(views.original).toBe(views.corrupted);
      const expected = found.map(({ record }) => labels.id((record as { label: string }).label));
      expect(targets).toEqual({
        [one.id]: { arrays: { labels: Int32Array.from(expected, Number) }, weight: found.length },
      });
    }
  });

  it('changes nothing of a task by adding another, and nothing by the order of evaluation', async () => {
    const alone = await placesOf(await open({ job: { ...job, tasks: job.tasks.slice(0, 1) } }), 0);
    const beside = (await placesOf(await open(), 0)).filter(([place]) => place.startsWith('a'));
    expect(beside.sort()).toEqual(alone.sort());
    const inOrder = await placesOf(await open({ job: { ...job, shuffle: false, bucket: 0 } }), 5);
    expect(inOrder.flat()).toEqual(
      job.tasks.flatMap((each) => each.records.map(({ record }) => `${record.source.file}:${record.source.line}`)),
    );
  });

  it('puts records of like length together', async () => {
    const spread = async (bucket: number) => {
      const source = await open({ job: { ...job, tasks: job.tasks.slice(0, 1), bucket } });
      let sum = 0;
      for (let index = 0; index < (await source.batchesIn(0)); index += 1) {
        const lengths = (await source.recordsOf(0, index)).records.map(({ view }) => view.inputIds.length);
        sum += Math.max(...lengths) - Math.min(...lengths);
      }
      return sum;
    };
    expect(await spread(13)).toBeLessThan((await spread(0)) / 3);
  });

  it('mixes by temperature: more of the small task, as many in all', async () => {
    const source = await open({ job: { ...job, mixing: { by: 'temperature', temperature: 2 } } });
    const places = (await placesOf(source, 0)).flat();
    const small = places.filter((place) => place.startsWith('b'));
    expect(small).toHaveLength(Math.round((60 * Math.sqrt(10)) / (Math.sqrt(10) + Math.sqrt(50))));
    expect(places).toHaveLength(60);
  });

  it('gives the same batches for any number of workers and from any place', async () => {
    const expected = await take(await open(), 40);
    const two = await open({ workers: { count: 2, module, ahead: 3 } });
    expect(await take(two, 40)).toEqual(expected);
    const { epoch, index } = expected[17];
    expect(await take(two, 5, { epoch, index, ordinal: 17 })).toEqual(expected.slice(17, 22));
    expect(await two.recordsOf(epoch, index)).toEqual(await (await open()).recordsOf(epoch, index));
    await two.close();
  });

  it('keeps plans with the run, and refuses those of other records', async () => {
    const planDirectory = join(folder, 'plans');
    const expected = await take(await open({ planDirectory }), 3);
    expect(await take(await open({ planDirectory }), 3)).toEqual(expected);
    const other = { ...job, tasks: [task('first', 50, 'a'), task('second', 11, 'b')] };
    await expect(take(await open({ job: other, planDirectory }), 1)).rejects.toMatchObject({
      code: 'CLOZE_DATA',
      parts: { what: 'The plan kept for epoch 0 was made from other text or other settings' },
    });
  });

  it('names an unknown head, a head without records, batches that are never full, and a head that fails', async () => {
    const change = (changes: Partial<RecordTask>) => ({
      ...job,
      tasks: [job.tasks[0], { ...job.tasks[1], ...changes }],
    });
    await expect(open({ job: change({ use: 'test-had.v1' }) })).rejects.toMatchObject({
      message: `Unknown head "test-had.v1"
  where: heads[1]
  allowed: test-head.v1
  fix: did you mean "test-head.v1"?`,
    });
    await expect(take(await open({ job: change({ records: [] }) }), 1)).rejects.toMatchObject({
      message: `There is no record for the head "second"
  where: heads[1]
  fix: give files that have records, or leave the head out`,
    });
    await expect(take(await open({ job: { ...job, batchSize: 64, lastBatch: 'drop' } }), 1)).rejects.toMatchObject({
      message: `Epoch 0 has no batch
  received: 60 examples for batches of 64, incomplete batches dropped
  fix: lower the batch size, keep the last batch, or give more records`,
    });
    const failing = { ...change({ options: { failsAt: 'odd' } }), shuffle: false, bucket: 0 };
    await expect(take(await open({ job: failing }), 14)).rejects.toMatchObject({
      code: 'CLOZE_PLUGIN',
      message: `"test-head.v1" failed while it makes the targets of batch 13 of epoch 0
  where: heads[1]
  received: TypeError: cannot read this
  fix: mend the plugin`,
    });
  });
});
