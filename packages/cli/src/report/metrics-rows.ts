import type { ArtefactStore } from '@cloze/registry';
import { METRICS_FILE } from '../compose/run-trackers.js';

/** A line of metrics.jsonl. */
export interface RecordedRow {
  readonly step: number;
  readonly split: 'train' | 'validation';
  readonly values: Readonly<Record<string, number>>;
}

/** What a stretch of training recorded; nothing where it has not begun. A line that a kill left unfinished is passed over. */
export async function readMetrics(folder: ArtefactStore): Promise<RecordedRow[]> {
  const text = (await folder.readText(METRICS_FILE)) ?? '';
  return text.split('\n').flatMap((line) => parseRow(line) ?? []);
}

function parseRow(line: string): RecordedRow | undefined {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof row !== 'object' || row === null || !('step' in row) || !('split' in row)) return undefined;
  const { step, split, ...rest } = row;
  if (typeof step !== 'number' || (split !== 'train' && split !== 'validation')) return undefined;
  const values = Object.entries(rest).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return { step, split, values: Object.fromEntries(values) };
}
