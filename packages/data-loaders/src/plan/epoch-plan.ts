import type { ExamplePlan } from '@cloze/contracts';

/** All that is decided before an epoch begins: with the corpus and the seed, every batch of it can be made alone. */
export interface EpochPlan {
  readonly epoch: number;
  /** What each example is made of, in the sampler's order. */
  readonly examples: ExamplePlan;
  /** Index of the examples in the order they are used. */
  readonly order: Uint32Array; // [used examples]
  /** Place in `order` of each batch's first example, then the number of used examples. */
  readonly batchStarts: Uint32Array; // [batches + 1]
}

/** Number of batches of a plan. */
export function batchCount(plan: EpochPlan): number {
  return plan.batchStarts.length - 1;
}
