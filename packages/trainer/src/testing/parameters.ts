import type { Parameter } from '@cloze/contracts/tensor';
import { tensor, util, variable, type Tensor } from '@tensorflow/tfjs-core';

/** Numbers in nested lists, as JSON holds tensors. */
export type Nested = number | readonly Nested[];

/** The shape of nested lists. */
export function shapeOf(values: Nested): number[] {
  return typeof values === 'number' ? [] : [values.length, ...shapeOf(values[0])];
}

/** A tensor of nested lists. */
export function tensorOf(values: Nested): Tensor {
  const flat: number[] = typeof values === 'number' ? [values] : util.flatten(values as number[]);
  return tensor(flat, shapeOf(values));
}

/** A parameter with these values. */
export function parameterOf(name: string, values: Nested, decay = shapeOf(values).length > 1): Parameter {
  const initial = tensorOf(values);
  const made = variable(initial);
  initial.dispose();
  return { name, variable: made, decay };
}

/** max |a - b|. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new RangeError(`${actual.length} values, not ${expected.length}`);
  let largest = 0;
  for (let i = 0; i < expected.length; i += 1) largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
  return largest;
}
