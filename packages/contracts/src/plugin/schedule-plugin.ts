import type { Definition, Plugin } from './plugin.js';

/** A factor over the steps of a run. */
export interface Schedule {
  /** The factor of the base value for the update after `step` updates (0 for the first). */
  factor(step: number): number;
  state(): Readonly<Record<string, number>>;
  restore(state: Readonly<Record<string, number>>): void;
}

/** Makes schedules for a learning rate. */
export interface SchedulePlugin<Options = unknown> extends Plugin<'schedule', Options> {
  create(options: Options, run: { readonly totalSteps: number }): Schedule;
}

declare module './plugin.js' {
  interface PluginKinds {
    schedule: SchedulePlugin;
  }
}

/** Makes a schedule plugin from its parts. */
export function defineSchedule<Options>(definition: Definition<SchedulePlugin<Options>>): SchedulePlugin<Options> {
  return { apiVersion: 1, kind: 'schedule', ...definition };
}
