import type { ParameterGroup } from '@cloze/contracts/tensor';

/** A point of a run: updates done, and the epoch of the batches of the next one. */
export interface TrainingPoint {
  readonly step: number;
  readonly epoch: number;
}

/** Parameters that share settings, and when their training begins. */
export interface TrainedGroup extends ParameterGroup {
  /** Steps or epochs after which they join (gradual unfreezing); from the start where left out. */
  readonly joins?: { readonly after: number; readonly unit: 'step' | 'epoch' };
}

/** The groups that are trained at a point of a run: a pure function of it, so that a resumed run goes on alike. */
export function groupsAt<Group extends TrainedGroup>(groups: readonly Group[], point: TrainingPoint): readonly Group[] {
  return groups.filter(({ joins }) => joins === undefined || point[joins.unit] >= joins.after);
}
