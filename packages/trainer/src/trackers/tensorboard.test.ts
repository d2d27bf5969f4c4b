import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, type MetricsRow } from '@cloze/contracts';
import { describeTracker } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { fixturePath } from '../testing/fixture-file.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { crc32c } from './crc32c.js';
import { encodeEvent, stepOfEvent, versionEvent } from './tensorboard-event.js';
import { createTensorboard, tensorboard } from './tensorboard.js';
import { readTfRecord, tfRecord } from './tf-record.js';

const newFolder = temporaryFolders();
const clock = { now: () => 1_700_000_000_250, monotonic: () => 0 };
const START = 1_700_000_000.25;

/** Records of a file, and whether all of it was read. */
function recordsOf(bytes: Uint8Array): { readonly data: Uint8Array[]; readonly whole: boolean } {
  const data: Uint8Array[] = [];
  let end = 0;
  for (let record = readTfRecord(bytes, 0); record; record = readTfRecord(bytes, end)) {
    data.push(record.data);
    end = record.end;
  }
  return { data, whole: end === bytes.length };
}

function fileOf(folder: string, split: string): Uint8Array {
  const names = readdirSync(join(folder, 'tensorboard', split));
  expect(names).toHaveLength(1);
  expect(names[0]).toMatch(/^events\.out\.tfevents\.1700000000\..+\.cloze$/);
  return new Uint8Array(readFileSync(join(folder, 'tensorboard', split, names[0])));
}

const stepsOf = (folder: string, split: string) =>
  recordsOf(fileOf(folder, split))
    .data.slice(1)
    .map((data) => stepOfEvent(data));

const row = (step: number, split: MetricsRow['split'] = 'train'): MetricsRow => ({
  step,
  epoch: 0,
  split,
  values: { loss: 8 / step, 'mlm.loss': NaN },
});

/** Follows a run from a step on. */
async function follow(directory: string, startStep: number, rows: readonly MetricsRow[]): Promise<void> {
  const tracker = createTensorboard({ directory: 'tensorboard' }, clock);
  await tracker.start({ directory, totalSteps: 100, startStep, logger: silentLogger });
  for (const one of rows) tracker.row(one);
  await tracker.flush();
  await tracker.finish();
}

describe('crc32c', () => {
  it('gives the check values of RFC 3720, B.4, and of the digits', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });
});

describe('event files', () => {
  it('are byte for byte what TensorBoard’s own writer makes', () => {
    // Written by tensorboard 2.21.0 from the same events.
    const reference = readFileSync(fixturePath('tensorboard/reference.tfevents'));
    const large = 2 ** 40;
    const events = [
      versionEvent(START),
      encodeEvent({ wallTime: START + 10, step: 10, scalars: { loss: 6.5, 'mlm.loss': 6.25 } }),
      encodeEvent({ wallTime: START + 300, step: 300, scalars: { loss: 5, learningRate: 1e-4 } }),
      encodeEvent({ wallTime: START + (large % 1000), step: large, scalars: { 'mlm.accuracy': 0.125 } }),
    ];
    expect(Buffer.concat(events.map(tfRecord)).equals(reference)).toBe(true);
    expect(recordsOf(new Uint8Array(reference)).data.map(stepOfEvent)).toEqual([0, 10, 300, large]);
  });

  it('are read up to what is cut or damaged', () => {
    const whole = Buffer.concat([1, 2, 3].map((step) => tfRecord(encodeEvent({ wallTime: 0, step, scalars: {} }))));
    const length = whole.length / 3;
    for (let cut = 0; cut < length; cut += 1)
      expect(recordsOf(new Uint8Array(whole.subarray(0, 2 * length + cut))).data).toHaveLength(2);
    for (const at of [length, length + 9, length + 13, 2 * length - 1]) {
      const damaged = new Uint8Array(whole);
      damaged[at] ^= 1;
      expect(recordsOf(damaged).data).toHaveLength(1);
    }
  });
});

describeTracker(tensorboard, [
  {
    title: 'default options',
    stepsIn: async (directory) => {
      const [name] = readdirSync(join(directory, 'tensorboard', 'train'));
      const { data } = recordsOf(new Uint8Array(readFileSync(join(directory, 'tensorboard', 'train', name))));
      return data.slice(1).map(stepOfEvent);
    },
  },
]);

describe('tensorboard.v1', () => {
  it('keeps training and validation apart, and leaves out what is not finite', async () => {
    const folder = newFolder();
    await follow(folder, 0, [row(10), row(20), row(20, 'validation')]);
    expect([stepsOf(folder, 'train'), stepsOf(folder, 'validation')]).toEqual([[10, 20], [20]]);
    expect(Buffer.from(fileOf(folder, 'train')).includes('mlm.loss')).toBe(false);
  });

  it('goes on in the same files when a run resumes, cut back to its checkpoint', async () => {
    const folder = newFolder();
    await follow(folder, 0, [row(10), row(20), row(20, 'validation'), row(30)]);
    const [name] = readdirSync(join(folder, 'tensorboard', 'train'));
    appendFileSync(join(folder, 'tensorboard', 'train', name), 'half a record');
    await follow(folder, 20, [row(20, 'validation'), row(30), row(40)]);
    expect([stepsOf(folder, 'train'), stepsOf(folder, 'validation')]).toEqual([[10, 20, 30, 40], [20]]);
    expect(recordsOf(fileOf(folder, 'train')).whole).toBe(true);
    const whole = newFolder();
    await follow(whole, 0, [row(10), row(20), row(20, 'validation'), row(30), row(40)]);
    expect(fileOf(folder, 'train')).toEqual(fileOf(whole, 'train'));
  });

  it('says that the folder cannot be written to', async () => {
    const folder = newFolder();
    appendFileSync(join(folder, 'tensorboard'), 'a file');
    await expect(follow(folder, 0, [])).rejects.toThrow(
      'The metrics of the run cannot be written; checkpoints written before are untouched\n' +
        `  where: ${join(folder, 'tensorboard')}\n` +
        '  received: a part of the path is a file, not a folder (ENOTDIR)\n  fix: choose another path, or move the file away',
    );
  });
});
