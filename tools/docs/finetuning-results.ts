import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeJson } from './write-json.js';

/** What a documented run reached. */
export interface FinetuningResult {
  readonly seeds: readonly number[];
  /** Values by name, those of the test data with `test.` in front, those of guessing the most frequent with `majority.`. */
  readonly mean: Readonly<Record<string, number>>;
  readonly standardDeviation: Readonly<Record<string, number>>;
  /** Of both processors and all seeds together; null where the run was interrupted. */
  readonly processorSeconds: number | null;
  /** Of the config: a run whose config changed is made again. */
  readonly digest: string;
}

/** Results by `row/encoder`. */
export type FinetuningResults = Readonly<Record<string, FinetuningResult>>;

const FILE = join(import.meta.dirname, '../../docs/fine-tuning-runs.json');

/** What the documented runs have reached so far. */
export function readResults(): FinetuningResults {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as FinetuningResults) : {};
}

/** Saves what runs have reached, in an order that does not depend on that of the runs. */
export async function writeResults(results: FinetuningResults): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(results).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeJson(FILE, sorted);
}
