import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@cloze/contracts';
import { jsonlTracker } from '@cloze/trainer';
import { describe, expect, it } from 'vitest';
import type { Chosen } from '../config/parse-run.js';
import { runTrackers } from './run-trackers.js';

const jsonl = (file: string): Chosen<'tracker'> => ({ plugin: jsonlTracker, options: { file } });

/** Lines of each file after one row of metrics. */
async function recorded(added: readonly Chosen<'tracker'>[], ...files: readonly string[]): Promise<number[]> {
  const directory = mkdtempSync(join(tmpdir(), 'cloze-trackers-'));
  try {
    for (const tracker of runTrackers(added)) {
      await tracker.start({ directory, startStep: 0, totalSteps: 1, logger: silentLogger });
      tracker.row({ step: 1, epoch: 0, split: 'train', values: { loss: 2 } });
      await tracker.finish();
    }
    return files.map((file) => readFileSync(join(directory, file), 'utf8').trimEnd().split('\n').length);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('the trackers of a run', () => {
  it('begin with its own record, whatever a config adds', async () => {
    expect(await recorded([], 'metrics.jsonl')).toEqual([1]);
    expect(await recorded([jsonl('more.jsonl')], 'metrics.jsonl', 'more.jsonl')).toEqual([1, 1]);
  });

  it('write no row twice where a config names that record', async () => {
    expect(await recorded([jsonl('metrics.jsonl'), jsonl('./metrics.jsonl')], 'metrics.jsonl')).toEqual([1]);
  });
});
