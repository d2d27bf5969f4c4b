import type { Schedule } from '@cloze/contracts';

/** A schedule that is a function of the step alone, and so has nothing to save. */
export function pureSchedule(factor: (step: number) => number): Schedule {
  return { factor, state: () => ({}), restore: () => {} };
}
