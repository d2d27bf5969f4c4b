import { CheckpointError } from '@cloze/contracts';
import type { OptimizerState, Parameter } from '@cloze/contracts/tensor';
import { add, mul, sub, tensor, tidy, variable, type Variable } from '@tensorflow/tfjs-core';

/** How the average of the weights is kept. */
export interface WeightAverageOptions {
  /** Share of the average that an update keeps, once there were many. */
  readonly decay: number;
}

const PREFIX = 'average/';

/**
 * An exponential moving average of each weight: after update t it becomes d average + (1 - d) weight, with d = min(decay, t / (t + 9)), so
 * that the first weights, which are worth little, are soon forgotten (as in TensorFlow's ExponentialMovingAverage with a count of updates).
 */
export class WeightAverage {
  readonly #parameters: readonly Parameter[];
  readonly #decay: number;
  readonly #averages: ReadonlyMap<string, Variable>;

  /** Starts from the weights as they are. */
  constructor(parameters: Iterable<Parameter>, { decay }: WeightAverageOptions) {
    this.#parameters = [...parameters];
    this.#decay = decay;
    this.#averages = new Map(this.#parameters.map(({ name, variable: own }) => [name, copyOf(own)]));
  }

  /** Takes the weights after an update in. @param step the update's number, from 1 */
  update(step: number): void {
    const taken = 1 - Math.min(this.#decay, step / (step + 9));
    this.#each((own, average) => tidy(() => average.assign(add(average, mul(sub(own, average), taken)))));
  }

  /** Works with the averages in the place of the weights, which are back afterwards. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#exchange();
    try {
      return await work();
    } finally {
      this.#exchange();
    }
  }

  /** Copies, as entries of an optimizer's state: `average/<parameter>`. */
  state(): OptimizerState {
    const entries = [...this.#averages].map(([name, average]) => [
      `${PREFIX}${name}`,
      Float32Array.from(average.dataSync()),
    ]);
    return Object.fromEntries(entries);
  }

  /** Takes up what {@link state} gave; throws CheckpointError where an average is missing or of another size. */
  restore(state: OptimizerState): void {
    for (const [name, average] of this.#averages) setValues(average, averageOf(state, name, average));
  }

  dispose(): void {
    for (const average of this.#averages.values()) average.dispose();
  }

  #exchange(): void {
    this.#each((own, average) => {
      const held = own.clone();
      own.assign(average);
      average.assign(held);
      held.dispose();
    });
  }

  #each(action: (own: Variable, average: Variable) => void): void {
    for (const { name, variable: own } of this.#parameters) {
      const average = this.#averages.get(name);
      if (average) action(own, average);
    }
  }
}

/** An optimizer's state without the averages that were saved with it. */
export function withoutAverages(state: OptimizerState): OptimizerState {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !name.startsWith(PREFIX)));
}

/** Fills parameters with the averages of a saved state; those that have none, being frozen, stay. Throws CheckpointError. */
export function takeAverages(parameters: Iterable<Parameter>, state: OptimizerState): void {
  for (const { name, variable: own } of parameters)
    if (state[`${PREFIX}${name}`]) setValues(own, averageOf(state, name, own));
}

function averageOf(state: OptimizerState, name: string, { shape, size }: Variable): Float32Array {
  const values = state[`${PREFIX}${name}`];
  if (values?.length === size) return values;
  throw new CheckpointError({
    what: 'The averages of a checkpoint are of another model',
    where: `${PREFIX}${name}`,
    received: values ? `${values.length} values` : 'none',
    allowed: `${size}, for [${shape.join(', ')}]`,
    fix: 'resume with the config that the run was started with',
  });
}

function setValues(target: Variable, values: Float32Array): void {
  tidy(() => target.assign(tensor(values, target.shape, 'float32')));
}

/** A copy with memory of its own: optimizers update weights in place. */
function copyOf(own: Variable): Variable {
  const values = tensor(Float32Array.from(own.dataSync()), own.shape, 'float32');
  const made = variable(values, false);
  values.dispose();
  return made;
}
