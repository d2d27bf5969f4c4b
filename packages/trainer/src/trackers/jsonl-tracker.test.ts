import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, type MetricsRow } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { jsonlTracker } from './jsonl-tracker.js';

const newFolder = temporaryFolders();
const row = (step: number, split: MetricsRow['split'] = 'train'): MetricsRow => ({
  step,
  epoch: 0,
  split,
  values: { loss: step / 2 },
});

async function record(directory: string, startStep: number, rows: readonly MetricsRow[]): Promise<string[]> {
  const tracker = jsonlTracker.create(jsonlTracker.options.parse({}));
  await tracker.start({ directory, totalSteps: 100, startStep, logger: silentLogger });
  for (const each of rows) tracker.row(each);
  await tracker.finish();
  return readFileSync(join(directory, 'metrics.jsonl'), 'utf8').split('\n');
}

describe('jsonl-tracker.v1', () => {
  it('writes a line a row', async () => {
    expect(await record(newFolder(), 0, [row(1), row(1, 'validation')])).toEqual([
      '{"step":1,"epoch":0,"split":"train","loss":0.5}',
      '{"step":1,"epoch":0,"split":"validation","loss":0.5}',
      '',
    ]);
  });

  it('cuts back to the step a run resumes from, a line that was not written in full included', async () => {
    const directory = newFolder();
    await record(directory, 0, [row(1), row(2), row(3), row(3, 'validation')]);
    appendFileSync(join(directory, 'metrics.jsonl'), '{"step":4,"epo');
    expect(await record(directory, 2, [])).toEqual([
      '{"step":1,"epoch":0,"split":"train","loss":0.5}',
      '{"step":2,"epoch":0,"split":"train","loss":1}',
      '',
    ]);
  });

  it('does not write a row again that the step it resumes from already has', async () => {
    const directory = newFolder();
    await record(directory, 0, [row(2), row(2, 'validation')]);
    const lines = await record(directory, 2, [row(2, 'validation'), row(3), row(3, 'validation')]);
    expect(lines.map((line) => line.slice(0, 10))).toEqual([
      '{"step":2,',
      '{"step":2,',
      '{"step":3,',
      '{"step":3,',
      '',
    ]);
  });

  it('cuts files of many chunks where lines end', async () => {
    const directory = newFolder();
    const rows = Array.from({ length: 30_000 }, (_, i) => row(i + 1));
    await record(directory, 0, rows);
    const lines = await record(directory, 25_000, []);
    expect(lines).toHaveLength(25_001);
    expect(lines[24_999]).toBe('{"step":25000,"epoch":0,"split":"train","loss":12500}');
  });
});
