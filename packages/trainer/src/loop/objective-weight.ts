/** The factor of an objective's loss: fixed, or going in a straight line over the training from one value to another. */
export type ObjectiveWeight = number | { readonly from: number; readonly to: number };

/** The factor at a progress in [0, 1]. */
export function weightAt(weight: ObjectiveWeight, progress: number): number {
  return typeof weight === 'number' ? weight : weight.from + (weight.to - weight.from) * progress;
}
