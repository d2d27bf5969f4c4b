import type { BatchArrays } from '@cloze/contracts';
import type { ParameterGroup } from '@cloze/contracts/tensor';
import type { Adapters } from '../parameters/low-rank-adapters.js';
import {
  add,
  addN,
  dispose,
  mul,
  scalar,
  variableGrads,
  type Scalar,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { BatchSums, ByObjective } from './loss-meter.js';
import { weightsByTerm } from './loss-terms.js';
import { lossNotFinite, type RunPlace } from './not-finite.js';
import { weightAt } from './objective-weight.js';
import { releaseTape } from './release-tape.js';
import { targetsOf, withLosses, type LossModel, type LossTensors, type ModeOf } from './run-losses.js';
import type { TrainedObjective } from './trained-objective.js';

/** Gradients of a step, by parameter name, and what the losses were, by batch. */
export interface StepGradients {
  readonly gradients: ReadonlyMap<string, Tensor>;
  readonly sums: readonly BatchSums[];
}

/** Variables that are trained, and the names of their parameters. */
export class TrainedVariables {
  readonly variables: readonly Variable[];
  readonly #names: ReadonlyMap<string, string>;
  readonly #adapters: Adapters | undefined;

  /** @param adapters in whose parameters' place gradients are taken of the weights that they adapt */
  constructor(groups: readonly ParameterGroup[], adapters?: Adapters) {
    this.#adapters = adapters;
    const standIns = new Set(adapters?.parameters.map(({ name }) => name));
    const own = groups.flatMap((group) => group.parameters).filter(({ name }) => !standIns.has(name));
    const parameters = [...own, ...(adapters?.adapted ?? [])];
    this.variables = parameters.map(({ variable }) => variable);
    this.#names = new Map(parameters.map(({ name, variable }) => [variable.name, name]));
  }

  /** Gradients of what is trained from those that were taken. */
  finish(gradients: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> {
    return this.#adapters?.gradients(gradients) ?? gradients;
  }

  /** The parameter of a tfjs variable's name. */
  nameOf(variableName: string): string {
    return this.#names.get(variableName) ?? variableName;
  }
}

/**
 * The gradients of an optimizer step over all its batches. Weights are known on the host, so they are added up first: the loss is
 * exactly the mean over all targets of the step, however they are spread over batches. Frees everything but the gradients.
 * @param modeOf the mode of a purpose in a batch of the step
 * @param progress share of the training done, for weights on a schedule
 * @throws NumericsError when a loss is not finite
 */
export function accumulateGradients(
  model: LossModel,
  trained: TrainedVariables,
  batches: readonly BatchArrays[],
  modeOf: (batch: number) => ModeOf,
  place: RunPlace,
  progress = 0,
): StepGradients {
  const denominators = addWeights(model.objectives, batches);
  let gradients = new Map<string, Tensor>();
  const sums: BatchSums[] = [];
  try {
    batches.forEach((arrays, i) => {
      const { sums: own, result } = withLosses(model, arrays, modeOf(i), (losses): Record<string, Tensor> => {
        if (!hasAnyTarget(model.objectives, arrays)) return {};
        const total = () => weightedTotal(model.objectives, losses(), denominators, progress);
        return variableGrads(total, [...trained.variables]).grads;
      });
      sums.push(own);
      gradients = merge(gradients, result, trained);
      checkFinite(own, place);
    });
  } catch (error) {
    releaseTape();
    dispose([...gradients.values()]);
    throw error;
  }
  return { gradients: trained.finish(gradients), sums };
}

function hasAnyTarget(objectives: readonly TrainedObjective[], arrays: BatchArrays): boolean {
  return objectives.some(({ id }) => Object.values(weightsByTerm(targetsOf(arrays, id).weight)).some((w) => w > 0));
}

/** The sum of every weight over the batches of a step. */
function addWeights(objectives: readonly TrainedObjective[], batches: readonly BatchArrays[]): ByObjective<number> {
  const totals: Record<string, Record<string, number>> = {};
  for (const { id } of objectives) {
    const own: Record<string, number> = (totals[id] = {});
    for (const arrays of batches)
      for (const [term, weight] of Object.entries(weightsByTerm(targetsOf(arrays, id).weight)))
        own[term] = (own[term] ?? 0) + weight;
  }
  return totals;
}

/** The batch's share of the step's loss: each sum over its weight in the whole step, times the factors of term and objective. */
function weightedTotal(
  objectives: readonly TrainedObjective[],
  { losses }: LossTensors,
  denominators: ByObjective<number>,
  progress: number,
): Scalar {
  const shares = objectives.flatMap(({ id, weight, termWeights }) =>
    Object.entries(losses[id] ?? {}).flatMap(([term, sum]) => {
      const denominator = denominators[id][term];
      const factor = weightAt(weight, progress) * (termWeights?.[term] ?? 1);
      return denominator > 0 ? [mul<Scalar>(sum, factor / denominator)] : [];
    }),
  );
  return shares.length === 0 ? scalar(0) : addN<Scalar>(shares);
}

/** Adds new gradients (by variable) to those so far (by parameter); both are used up. */
function merge(
  gradients: Map<string, Tensor>,
  added: Readonly<Record<string, Tensor>>,
  trained: TrainedVariables,
): Map<string, Tensor> {
  for (const [variableName, gradient] of Object.entries(added)) {
    const name = trained.nameOf(variableName);
    const before = gradients.get(name);
    gradients.set(name, before ? add(before, gradient) : gradient);
    if (before) dispose([before, gradient]);
  }
  return gradients;
}

function checkFinite({ losses }: BatchSums, place: RunPlace): void {
  for (const [id, terms] of Object.entries(losses))
    for (const [term, sum] of Object.entries(terms))
      if (!Number.isFinite(sum)) throw lossNotFinite(id, term, sum, place);
}
