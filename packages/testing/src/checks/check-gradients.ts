import * as tf from '@tensorflow/tfjs-core';
import { PluginError, type KeyedRandom } from '@cloze/contracts';
import type { Parameter } from '@cloze/contracts/tensor';

/** Step along a direction of length 1. Central differences err by its square, float32 rounding by its inverse. */
const STEP = 0.01;

/**
 * Compares automatic differentiation with central finite differences, for each parameter along a direction between its
 * own gradient (where the loss changes most) and a random one (which sees gradients that are missing).
 * @param loss a smooth function of the parameters, near 1 in size
 * @throws PluginError naming the parameter and both slopes
 */
export function checkGradients(
  loss: () => tf.Scalar,
  parameters: readonly Parameter[],
  random: KeyedRandom,
  where: string,
): void {
  const variables = parameters.map(({ variable }) => variable);
  const { value, grads } = tf.variableGrads(loss, variables);
  value.dispose();
  const gradients = variables.map(({ name, size }) =>
    grads[name] ? Float32Array.from(grads[name].dataSync()) : new Float32Array(size),
  );
  tf.dispose(grads);
  parameters.forEach(({ name, variable }, i) => {
    const draws = random.stream('gradient-direction', i);
    const direction = unit(sumOf(unit(gradients[i]), unit(gradients[i].map(() => draws.normal()))));
    const automatic = direction.reduce((slope, value, j) => slope + value * gradients[i][j], 0);
    const numeric = slope(loss, variable, direction);
    if (Math.abs(automatic - numeric) <= 2e-3 + 0.02 * Math.abs(numeric)) return;
    throw new PluginError({
      what: `The gradient of "${name}" is not the slope of the loss`,
      where,
      received: `${automatic.toPrecision(4)} along a direction, by automatic differentiation`,
      allowed: `${numeric.toPrecision(4)}, by finite differences`,
      fix: 'look for a custom gradient, a rounding or a `dataSync` on the way from this parameter to the loss',
    });
  });
}

function slope(loss: () => tf.Scalar, variable: tf.Variable, direction: Float32Array): number {
  const start = Float32Array.from(variable.dataSync());
  const at = (step: number) =>
    tf.tidy(() => {
      variable.assign(
        tf.tensor(
          start.map((value, i) => value + step * direction[i]),
          variable.shape,
        ),
      );
      return loss().dataSync()[0];
    });
  const [above, below] = [at(STEP), at(-STEP)];
  at(0);
  return (above - below) / (2 * STEP);
}

/** Scaled to length 1; zeros stay zeros. */
function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return length === 0 ? values : values.map((value) => value / length);
}

function sumOf(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value + b[i]);
}
