import type { Estimate } from '@cloze/trainer';
import { formatTable } from './table.js';

/** What a run will need, for people. */
export function describeEstimate({
  plan,
  parameters,
  memory,
  time,
  backend,
}: Estimate & { readonly backend: string }): string[] {
  const count = (value: number) => value.toLocaleString('en-US');
  const bytes = (value: number) => `${(value / 2 ** 20).toFixed(1)} MiB`;
  const { weights, optimizer, average, stepPeak } = memory;
  const averages = average > 0 ? `, their average ${bytes(average)}` : '';
  return formatTable([
    ['parameters', `${count(parameters.total)}, of which ${count(parameters.trained)} are trained`],
    [
      'memory',
      `${bytes(weights + average + optimizer + stepPeak)}: weights ${bytes(weights)}${averages}, optimizer ${bytes(optimizer)}, a step ${bytes(stepPeak)}`,
    ],
    ['time', `${describeSeconds(time.total)} for ${count(plan.totalSteps)} steps and their evaluations`],
    ['speed', `${count(Math.round(time.tokensPerSecond))} tokens/s on ${backend}, over ${time.measuredSteps} steps`],
  ]);
}

/** Seconds in a unit that reads well. */
export function describeSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
