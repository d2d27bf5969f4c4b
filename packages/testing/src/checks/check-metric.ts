import { parseOptions, PluginError, type MetricPlugin, type TaskRecord } from '@cloze/contracts';
import type { PluginCase } from './plugin-case.js';

/** A case of a metric: predictions beside records, and the scores that follow. */
export interface MetricCase<Prediction = unknown> extends PluginCase {
  readonly predictions: readonly Prediction[];
  readonly records: readonly TaskRecord[];
  /** Scores from another implementation, or worked out by hand; NaN where a score is undefined. */
  readonly expected: Readonly<Record<string, number>>;
}

/**
 * Scores are those expected, whatever the order of the records, and computing them changes neither predictions nor records.
 * @throws PluginError
 */
export function checkScores<Options, Prediction>(
  plugin: MetricPlugin<Options, Prediction>,
  { title, options = {}, predictions, records, expected }: MetricCase<Prediction>,
): void {
  const where = `${plugin.name}, case "${title}"`;
  const parsed = parseOptions(plugin.options, options, where);
  const before = JSON.stringify([predictions, records]);
  compare('Wrong score', plugin.compute(parsed, predictions, records), expected, where);
  if (JSON.stringify([predictions, records]) !== before) {
    throw new PluginError({ what: 'The metric changed predictions or records', where });
  }
  const backwards = plugin.compute(parsed, [...predictions].reverse(), [...records].reverse());
  compare('The order of the records changes a score', backwards, expected, where);
}

function compare(
  what: string,
  scores: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
  where: string,
): void {
  for (const [name, value] of Object.entries(expected)) {
    const score = scores[name];
    if (Object.is(score, value) || Math.abs(score - value) <= 1e-9) continue;
    throw new PluginError({ what: `${what}: "${name}"`, where, received: String(score), allowed: String(value) });
  }
}
