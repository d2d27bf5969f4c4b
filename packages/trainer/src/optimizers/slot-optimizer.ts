import { globalNorm } from '@cloze/backend';
import type { Optimizer, Parameter, ParameterGroup } from '@cloze/contracts/tensor';
import { tidy, zerosLike, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { clipScale } from './clip-scale.js';
import { Slots } from './slots.js';

/** One parameter's turn in an update. */
export interface ParameterUpdate<Slot extends string> {
  readonly parameter: Variable;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<Slot, Variable>>;
  /** This update's number, from 1. */
  readonly step: number;
  /** With the group's factor. */
  readonly learningRate: number;
  /** False for biases and LayerNorm. */
  readonly decay: boolean;
  /** Factor of the gradient that clips it. */
  readonly gradientScale: number;
}

/** float32 holds whole numbers exactly up to here; bias corrections have long been 1 by then. */
const LARGEST_STEP = 2 ** 24;

/**
 * An optimizer that keeps some variables of each parameter's shape and updates parameters one by one: clipping, counting and
 * saving are the same for all of those. A parameter that never had a gradient (a pooler that no objective reads) is left alone,
 * decay included, as torch does; once it had one, a missing gradient counts as zero. Nothing is changed when the norm is not
 * finite.
 */
export function slotOptimizer<Slot extends string>(
  slotNames: readonly Slot[],
  update: (turn: ParameterUpdate<Slot>) => void,
): Optimizer {
  let step = 0;
  const slots = slotNames.map((name) => new Slots(name));
  const slotsOf = (parameter: Parameter) =>
    Object.fromEntries(slots.map((slot, i) => [slotNames[i], slot.of(parameter)])) as Record<Slot, Variable>;

  const turn = (
    group: ParameterGroup,
    parameter: Parameter,
    given: Tensor | undefined,
    rate: number,
    scale: number,
  ) => {
    if (!given && !slots.some((slot) => slot.has(parameter))) return;
    const gradient = given ?? zerosLike(parameter.variable);
    const learningRate = rate * group.learningRateScale;
    const { variable } = parameter;
    const own = slotsOf(parameter);
    update({ parameter: variable, gradient, slots: own, step, learningRate, decay: group.decay, gradientScale: scale });
    if (!given) gradient.dispose();
  };

  return {
    step(groups, gradients, { learningRate, clipNorm }) {
      const present = groups.flatMap(({ parameters }) => parameters.flatMap(({ name }) => gradients.get(name) ?? []));
      const gradientNorm = tidy(() => globalNorm(present));
      if (!Number.isFinite(gradientNorm)) return { gradientNorm };
      const scale = clipScale(gradientNorm, clipNorm);
      step = Math.min(step + 1, LARGEST_STEP);
      for (const group of groups)
        for (const parameter of group.parameters)
          turn(group, parameter, gradients.get(parameter.name), learningRate, scale);
      return { gradientNorm };
    },
    state: () => Object.assign({ step: Float32Array.of(step) }, ...slots.map((slot) => slot.state())),
    restore(state) {
      step = state['step']?.[0] ?? 0;
      for (const slot of slots) slot.restore(state);
    },
    dispose() {
      for (const slot of slots) slot.dispose();
    },
  };
}
