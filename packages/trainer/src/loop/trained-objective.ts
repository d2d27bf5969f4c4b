import type { Loss, LossInput } from '@cloze/contracts/tensor';
import type { ObjectiveWeight } from './objective-weight.js';

/** An objective or head in training: both give a loss from targets under their id. */
export interface TrainedObjective {
  /** Names its targets in each batch and its metrics. */
  readonly id: string;
  /** Factor of its mean loss in the total. */
  readonly weight: ObjectiveWeight;
  /** Factors of the means of its terms, for plugins with several; 1 where left out. */
  readonly termWeights?: Readonly<Record<string, number>>;
  /** The tensor half: an `Objective` or a `Head`. */
  readonly model: { loss(input: LossInput): Loss };
}
