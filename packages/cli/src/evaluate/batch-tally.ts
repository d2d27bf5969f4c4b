import type { AnswerCounts } from './constant-guess.js';

/** What an objective's loss and report came to on one batch. */
export interface BatchTally {
  /** Sums of the loss by term; the empty name for the only one. */
  readonly losses: Readonly<Record<string, number>>;
  /** Sums of the report's entries. */
  readonly reports: Readonly<Record<string, number>>;
  /** Targets by term. */
  readonly weights: Readonly<Record<string, number>>;
  /** Denominators of the report's entries. */
  readonly reportWeights: Readonly<Record<string, number>>;
  /** How often each class is the right answer, by term or stem, as the objective's plugin tells. */
  readonly answers: Readonly<Record<string, AnswerCounts>>;
}
