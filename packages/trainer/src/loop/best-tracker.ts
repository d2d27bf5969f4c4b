import { lowerIsBetter } from './lower-is-better.js';
import type { TrainingOptions } from './training-options.js';
import { unknownMetric } from './unknown-metric.js';

/** The best evaluation so far. */
export interface Best {
  readonly step: number;
  readonly value: number;
}

/** What a {@link BestTracker} saves. */
export interface BestState {
  readonly best: Best | null;
  readonly withoutImprovement: number;
}

/** Follows one value of the evaluations: which was best, and whether to stop. */
export class BestTracker {
  readonly #options: Pick<TrainingOptions, 'bestMetric' | 'earlyStopping'>;
  #state: BestState = { best: null, withoutImprovement: 0 };

  constructor(options: Pick<TrainingOptions, 'bestMetric' | 'earlyStopping'>) {
    this.#options = options;
  }

  get best(): Best | undefined {
    return this.#state.best ?? undefined;
  }

  /** True when early stopping is on and its patience is used up. */
  get stops(): boolean {
    const { earlyStopping } = this.#options;
    return earlyStopping !== undefined && this.#state.withoutImprovement >= earlyStopping.patience;
  }

  /**
   * Takes an evaluation; true when it is the best so far.
   * @throws ConfigError when the evaluation has no value of the metric's name
   */
  update(step: number, values: Readonly<Record<string, number>>): boolean {
    const value = values[this.#options.bestMetric];
    if (value === undefined) throw unknownMetric(this.#options.bestMetric, Object.keys(values));
    const sign = lowerIsBetter(this.#options.bestMetric) ? 1 : -1;
    const before = this.#state.best;
    const gain = before === null ? Infinity : sign * (before.value - value);
    const improves = Number.isFinite(value) && gain > 0;
    const enough = improves && gain > (this.#options.earlyStopping?.minimumImprovement ?? 0);
    this.#state = {
      best: improves ? { step, value } : before,
      withoutImprovement: enough ? 0 : this.#state.withoutImprovement + 1,
    };
    return improves;
  }

  state(): BestState {
    return this.#state;
  }

  restore(state: BestState): void {
    this.#state = state;
  }
}
