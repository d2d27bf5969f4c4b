import type { BesideConstant, Measure } from './measure.js';
import { differenceOf, intervalOf, type Ratio } from './ratio.js';

/** What a measure is of. */
export interface MeasureNotes {
  readonly objective: string;
  readonly name: string;
  /** Targets of each cluster. */
  readonly weights: readonly number[];
  /** Which values are good ones. */
  readonly better: 'lower' | 'higher';
}

/** A ratio as a measure, beside that of the best constant prediction on the same targets, where that is known. */
export function measureOf({ objective, name, weights, better }: MeasureNotes, model: Ratio, constant?: Ratio): Measure {
  return {
    objective,
    name,
    value: model.value,
    ...intervalOf(model),
    targets: weights.reduce((sum, weight) => sum + weight, 0),
    ...(constant && { constant: beside(model, constant, better) }),
  };
}

function beside(model: Ratio, constant: Ratio, better: 'lower' | 'higher'): BesideConstant {
  const gain = better === 'lower' ? differenceOf(constant, model) : differenceOf(model, constant);
  const interval = intervalOf(gain);
  return { value: constant.value, gain: { value: gain.value, ...interval }, beaten: interval.low > 0 };
}
