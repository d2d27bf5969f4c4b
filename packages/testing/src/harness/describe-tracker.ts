import { it } from 'vitest';
import type { TrackerPlugin } from '@cloze/contracts';
import { checkTracking, type TrackerCase } from '../checks/check-tracker.js';
import { defaultCases } from '../checks/plugin-case.js';
import { describePlugin } from './describe-plugin.js';

/** Registers the tests that every tracker passes, in a temporary folder. */
export function describeTracker<Options>(
  plugin: TrackerPlugin<Options>,
  cases: readonly TrackerCase[] = defaultCases,
): void {
  describePlugin(plugin, 'tracker', cases, (one) => {
    it('follows a run and its resumption', () => checkTracking(plugin, one));
  });
}
