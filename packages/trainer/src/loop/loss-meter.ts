import type { Targets } from '@cloze/contracts';
import { lossName, ONLY_TERM, reportWeight, weightsByTerm } from './loss-terms.js';
import { weightAt } from './objective-weight.js';
import type { TrainedObjective } from './trained-objective.js';

/** Numbers of several objectives: by objective id, then by term or report entry. */
export type ByObjective<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

/** Sums over the targets of a batch, on the host. */
export interface BatchSums {
  readonly losses: ByObjective<number>;
  readonly reports: ByObjective<number>;
}

/** A sum and its weight. */
type Total = readonly [sum: number, weight: number];

/** What a meter has added up, as JSON. */
export interface LossMeterState {
  readonly losses: ByObjective<Total>;
  readonly reports: ByObjective<Total>;
}

/** Adds up losses and reports over batches, and gives their exact means over targets. */
export class LossMeter {
  readonly #objectives: readonly TrainedObjective[];
  #totals: LossMeterState = { losses: {}, reports: {} };

  constructor(objectives: readonly TrainedObjective[]) {
    this.#objectives = objectives;
  }

  /** Adds a batch; objectives without a target in it have no sums. */
  add(sums: BatchSums, targets: Readonly<Record<string, Targets>>): void {
    const { losses, reports } = this.#totals;
    this.#totals = {
      losses: addAll(losses, sums.losses, (id, term) => weightsByTerm(targets[id].weight)[term]),
      reports: addAll(reports, sums.reports, (id, name) => reportWeight(id, name, targets[id])),
    };
  }

  /**
   * Means by name: `loss` of all, `<id>.loss`, `<id>.<term>.loss`, `<id>.<report>`; and the number of targets, `<id>.targets`.
   * @param progress share of the training done, for weights on a schedule. Evaluations weigh by where schedules end, so that they can be
   * compared with each other.
   */
  values(progress = 1): Record<string, number> {
    const values: Record<string, number> = { loss: 0 };
    for (const { id, weight, termWeights } of this.#objectives) {
      let total = 0;
      for (const [term, [sum, targets]] of Object.entries(this.#totals.losses[id] ?? {})) {
        if (targets === 0) continue;
        total += (termWeights?.[term] ?? 1) * (sum / targets);
        values[lossName(id, term)] = sum / targets;
        values[term === ONLY_TERM ? `${id}.targets` : `${id}.${term}.targets`] = targets;
      }
      if (this.#totals.losses[id]) values[`${id}.loss`] = total;
      for (const [name, [sum, targets]] of Object.entries(this.#totals.reports[id] ?? {}))
        if (targets > 0) values[`${id}.${name}`] = sum / targets;
      values['loss'] += weightAt(weight, progress) * total;
    }
    return values;
  }

  reset(): void {
    this.#totals = { losses: {}, reports: {} };
  }

  state(): LossMeterState {
    return this.#totals;
  }

  restore(state: LossMeterState): void {
    this.#totals = state;
  }
}

function addAll(
  totals: ByObjective<Total>,
  sums: ByObjective<number>,
  weightOf: (id: string, name: string) => number,
): ByObjective<Total> {
  const result: Record<string, Readonly<Record<string, Total>>> = { ...totals };
  for (const [id, entries] of Object.entries(sums)) {
    const own: Record<string, Total> = { ...result[id] };
    for (const [name, sum] of Object.entries(entries)) {
      const [oldSum, oldWeight] = own[name] ?? [0, 0];
      own[name] = [oldSum + sum, oldWeight + weightOf(id, name)];
    }
    result[id] = own;
  }
  return result;
}
