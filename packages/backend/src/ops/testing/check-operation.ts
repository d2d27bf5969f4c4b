import { KeyedRandom, type RandomStream } from '@cloze/contracts';
import { grads, mul, sum, tensor, tidy, memory, type Tensor } from '@tensorflow/tfjs-core';

/** An array of float64 with a shape: what naive implementations compute with. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** An operation and the same in plain loops. */
export interface OperationCase {
  /** Shapes of the inputs that take a gradient. */
  readonly shapes: readonly (readonly number[])[];
  readonly operation: (...inputs: Tensor[]) => Tensor;
  readonly naive: (...inputs: NumberArray[]) => Float64Array;
  /** Makes the values of the inputs; standard normal where left out. */
  readonly draw?: (stream: RandomStream) => number;
  /** Of the forward pass, relative to its largest value; 5e-6 where left out, and four times that for gradients. */
  readonly tolerance?: number;
}

/** The largest differences from the naive implementation, relative to its largest value. */
export interface Differences {
  readonly forward: number;
  /** One an input: analytic gradients beside central differences of the naive implementation. */
  readonly gradients: readonly number[];
  /** Tensors left over. */
  readonly leaked: number;
}

/** Runs an operation and its gradient on the current backend, and the naive one beside it. */
export function compareWithNaive({ shapes, operation, naive, draw }: OperationCase, seed = 1): Differences {
  const stream = new KeyedRandom(seed).stream('check-operation');
  const inputs = shapes.map((shape): NumberArray => {
    const size = shape.reduce((product, length) => product * length, 1);
    return { shape, values: Float64Array.from({ length: size }, () => Math.fround((draw ?? normal)(stream))) };
  });
  const expected = naive(...inputs);
  const weights = Float64Array.from(expected, () => Math.fround(stream.normal()));
  const before = memory().numTensors;
  const tensors = inputs.map(({ shape, values }) => tensor(Float32Array.from(values), [...shape]));
  const actual = tidy(() => operation(...tensors).dataSync());
  const analytic = tidy(() => {
    const projected = (...given: Tensor[]) => {
      const value = operation(...given);
      return sum(mul(value, tensor(Float32Array.from(weights), value.shape)));
    };
    return grads(projected)(tensors).map((gradient) => gradient.dataSync());
  });
  for (const each of tensors) each.dispose();
  return {
    forward: difference(actual, expected),
    gradients: inputs.map((_, i) => difference(analytic[i], slopes(naive, inputs, i, weights))),
    leaked: memory().numTensors - before,
  };
}

function normal(stream: RandomStream): number {
  return stream.normal();
}

/** Central differences of the weighted sum of the naive outputs. */
function slopes(
  naive: OperationCase['naive'],
  inputs: readonly NumberArray[],
  which: number,
  weights: Float64Array,
): Float64Array {
  const { values } = inputs[which];
  const step = 1e-5;
  const value = () => naive(...inputs).reduce((total, output, i) => total + output * weights[i], 0);
  return values.map((held, i) => {
    values[i] = held + step;
    const above = value();
    values[i] = held - step;
    const below = value();
    values[i] = held;
    return (above - below) / (2 * step);
  });
}

/** max |a - b| / (1e-3 + max |b|); infinite where a is NaN. */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 1e-3;
  let worst = 0;
  for (let i = 0; i < expected.length; i += 1) {
    largest = Math.max(largest, Math.abs(expected[i]));
    const own = Math.abs(actual[i] - expected[i]);
    worst = Number.isNaN(own) ? Infinity : Math.max(worst, own);
  }
  return worst / largest;
}
