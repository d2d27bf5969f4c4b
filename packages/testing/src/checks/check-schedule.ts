import { parseOptions, PluginError, type Schedule, type SchedulePlugin } from '@cloze/contracts';
import type { PluginCase } from './plugin-case.js';

/** Lengths of runs that a schedule must cope with. */
const RUNS = [1, 2, 10, 1000];

/**
 * Factors are numbers of at least 0 at every step, also past the end, and depend on the step alone, asked in any order.
 * @throws PluginError
 */
export function checkFactors<Options>(plugin: SchedulePlugin<Options>, one: PluginCase): void {
  const { where, create } = scheduleTrial(plugin, one);
  for (const totalSteps of RUNS) {
    const schedule = create(totalSteps);
    const steps = Array.from({ length: totalSteps + 2 }, (_, step) => step);
    const factors = steps.map((step) => schedule.factor(step));
    for (const step of steps) {
      if (Number.isFinite(factors[step]) && factors[step] >= 0) continue;
      throw new PluginError({
        what: 'The factor of a learning rate is not a number of at least 0',
        where: `${where}, step ${step} of ${totalSteps}`,
        received: String(factors[step]),
      });
    }
    for (const step of steps.reverse()) {
      const again = schedule.factor(step);
      if (again === factors[step]) continue;
      throw new PluginError({
        what: 'The same step has two factors',
        where: `${where}, step ${step} of ${totalSteps}`,
        received: `${factors[step]}, then ${again}`,
        allowed: 'a function of the step',
        fix: 'keep no count of calls; state that a run feeds belongs into `state()`',
      });
    }
  }
}

/**
 * A schedule restored from the saved state of another goes on as that one does.
 * @throws PluginError
 */
export function checkScheduleState<Options>(plugin: SchedulePlugin<Options>, one: PluginCase): void {
  const { where, create } = scheduleTrial(plugin, one);
  const [first, second] = [create(10), create(10)];
  for (let step = 0; step < 5; step += 1) first.factor(step);
  const saved = JSON.stringify(first.state());
  second.restore(JSON.parse(saved) as Readonly<Record<string, number>>);
  for (let step = 5; step < 10; step += 1) {
    if (first.factor(step) === second.factor(step)) continue;
    throw new PluginError({
      what: 'A restored schedule goes on differently',
      where: `${where}, step ${step}`,
      received: `${second.factor(step)} from the state ${saved}`,
      allowed: String(first.factor(step)),
    });
  }
}

function scheduleTrial<Options>(plugin: SchedulePlugin<Options>, { title, options = {} }: PluginCase) {
  const where = `${plugin.name}, case "${title}"`;
  const parsed = parseOptions(plugin.options, options, where);
  return { where, create: (totalSteps: number): Schedule => plugin.create(parsed, { totalSteps }) };
}
