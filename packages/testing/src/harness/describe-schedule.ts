import { it } from 'vitest';
import type { SchedulePlugin } from '@cloze/contracts';
import { checkFactors, checkScheduleState } from '../checks/check-schedule.js';
import { defaultCases, type PluginCase } from '../checks/plugin-case.js';
import { describePlugin } from './describe-plugin.js';

/** Registers the tests that every schedule passes, for runs of 1 to 1000 steps. */
export function describeSchedule<Options>(
  plugin: SchedulePlugin<Options>,
  cases: readonly PluginCase[] = defaultCases,
): void {
  describePlugin(plugin, 'schedule', cases, (one) => {
    it('has a finite factor for every step, asked in any order', () => checkFactors(plugin, one));
    it('goes on the same after a restart', () => checkScheduleState(plugin, one));
  });
}
