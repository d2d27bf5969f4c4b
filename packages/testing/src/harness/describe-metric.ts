import { it } from 'vitest';
import type { MetricPlugin } from '@cloze/contracts';
import { checkScores, type MetricCase } from '../checks/check-metric.js';
import { describePlugin } from './describe-plugin.js';

/** Registers the tests that every metric passes, against scores that the author knows. */
export function describeMetric<Options, Prediction>(
  plugin: MetricPlugin<Options, Prediction>,
  cases: readonly MetricCase<Prediction>[],
): void {
  describePlugin(plugin, 'metric', cases, (one) => {
    it('gives the expected scores, in any order of the records', () => checkScores(plugin, one));
  });
}
