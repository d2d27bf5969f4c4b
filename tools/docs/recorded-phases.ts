import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A row of metrics.jsonl. */
export type RecordedRow = Readonly<Record<string, unknown>>;

/** What a run recorded, phase after phase; one for a run without phases. */
export function recordedPhases(out: string): readonly (readonly RecordedRow[])[] {
  const phases = join(out, 'phases');
  const folders = existsSync(phases) ? readdirSync(phases).sort((a, b) => Number(a) - Number(b)) : [];
  return (folders.length > 0 ? folders.map((folder) => join(phases, folder)) : [out]).map((folder) =>
    readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line): RecordedRow => JSON.parse(line)),
  );
}

/** Minutes of a phase, evaluations included. */
export function minutesOf(rows: readonly RecordedRow[]): number {
  return Number(rows.at(-1)?.['seconds'] ?? 0) / 60;
}
