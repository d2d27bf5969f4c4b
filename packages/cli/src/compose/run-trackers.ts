import { normalize } from 'node:path';
import type { Tracker } from '@cloze/contracts';
import { jsonlTracker } from '@cloze/trainer';
import type { Chosen } from '../config/parse-run.js';

/** The file of a run folder that holds its metrics: what reports, curves and documented figures are made from. */
export const METRICS_FILE = 'metrics.jsonl';

/** What is told how a run goes: its own record, which every run keeps, and the trackers that its config adds. */
export function runTrackers(added: readonly Chosen<'tracker'>[]): Tracker[] {
  const others = added.filter((choice) => !isOwnRecord(choice));
  return [jsonlTracker.create({ file: METRICS_FILE }), ...others.map(({ plugin, options }) => plugin.create(options))];
}

/** Whether a config names what is there in any case: two of them would write every row twice. */
function isOwnRecord({ plugin, options }: Chosen<'tracker'>): boolean {
  return plugin.name === jsonlTracker.name && normalize(jsonlTracker.options.parse(options).file) === METRICS_FILE;
}
