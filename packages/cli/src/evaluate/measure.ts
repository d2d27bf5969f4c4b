import type { Interval } from './ratio.js';

/** What the best constant prediction reaches on the same targets, beside a measure. */
export interface BesideConstant {
  readonly value: number;
  /** By how much the model is better, in the measure's unit, with its own interval: both are of the same targets. */
  readonly gain: Interval & { readonly value: number };
  /** Whether the model is better beyond the interval. */
  readonly beaten: boolean;
}

/** A number of an evaluation with its 99 % interval. */
export interface Measure extends Interval {
  /** Id of the objective. */
  readonly objective: string;
  /** `loss` (nats), `accuracy`, `F1` or `perplexity`, with a term in front where the objective has several; or an entry of its report. */
  readonly name: string;
  readonly value: number;
  readonly targets: number;
  readonly constant?: BesideConstant;
}
