import { z } from 'zod';
import { defineCorruption, defineSchedule, type CorruptionPlugin, type SchedulePlugin } from '@cloze/contracts';

/** A corruption that changes nothing, with one option. */
export function corruption(name: `${string}.v${number}`): CorruptionPlugin<{ rate: number }> {
  return defineCorruption({
    name,
    summary: 'Leaves everything alone.',
    options: z.strictObject({ rate: z.number().min(0).max(1).default(0.15) }),
    create: () => (view) => view,
  });
}

/** A schedule that stays at one. */
export function schedule(name: `${string}.v${number}`): SchedulePlugin<Record<string, never>> {
  return defineSchedule({
    name,
    summary: 'Stays at one.',
    options: z.strictObject({}),
    create: () => ({ factor: () => 1, state: () => ({}), restore: () => {} }),
  });
}
