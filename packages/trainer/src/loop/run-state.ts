import { CheckpointError, type BatchPosition } from '@cloze/contracts';
import { z } from 'zod';

import type { BestState } from './best-tracker.js';
import type { LossMeterState } from './loss-meter.js';

/** All that a run needs to go on, beside weights and the optimizer's state. */
export interface RunState {
  /** The next batch. */
  readonly position: BatchPosition;
  /** The epoch of the last batch. */
  readonly epoch: number;
  readonly schedule: Readonly<Record<string, number>>;
  readonly best: BestState;
  /** The step of the last evaluation, 0 before the first. */
  readonly evaluatedStep: number;
  /** What was added up since the last row of metrics. */
  readonly window: LossMeterState & { readonly tokens: number; readonly seconds: number };
  /** Tokens read and seconds spent since the start of the run. */
  readonly tokens: number;
  readonly seconds: number;
}

/** JSON writes NaN and infinities as null. */
const number = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);
const byObjective = z.record(z.string(), z.record(z.string(), z.tuple([number, number])));
const schema: z.ZodType<RunState> = z.strictObject({
  position: z.strictObject({ epoch: z.int(), index: z.int(), ordinal: z.int() }),
  epoch: z.int(),
  schedule: z.record(z.string(), z.number()),
  best: z.strictObject({
    best: z.strictObject({ step: z.int(), value: z.number() }).nullable(),
    withoutImprovement: z.int(),
  }),
  evaluatedStep: z.int(),
  window: z.strictObject({ losses: byObjective, reports: byObjective, tokens: z.number(), seconds: z.number() }),
  tokens: z.number(),
  seconds: z.number(),
});

/** A state as a checkpoint holds it; throws CheckpointError when it is of another version. */
export function parseRunState(state: unknown, where: string): RunState {
  const result = schema.safeParse(state);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  throw new CheckpointError({
    what: 'A checkpoint was not written by this version of the trainer',
    where: `${where}, ${path.join('.')}`,
    received: message,
    fix: 'resume with the version of cloze that started the run, or start it again in a new folder',
  });
}
