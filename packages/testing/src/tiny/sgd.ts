import * as tf from '@tensorflow/tfjs-core';
import { defineOptimizer, type Optimizer } from '@cloze/contracts/tensor';
import { z } from 'zod';

/** Stochastic gradient descent with momentum: v = momentum * v + g; w = w - learningRate * v. */
export const sgd = defineOptimizer({
  name: 'sgd.v1',
  summary: 'Stochastic gradient descent with momentum, for tests',
  options: z.strictObject({
    learningRate: z.number().positive().default(0.1),
    momentum: z.number().min(0).lt(1).default(0.9),
    weightDecay: z.number().min(0).default(0),
  }),
  create({ momentum, weightDecay }): Optimizer {
    const velocities = new Map<string, tf.Tensor>();
    return {
      step(groups, gradients, { learningRate, clipNorm }) {
        const gradientNorm = globalNorm(gradients.values());
        const factor = clipNorm !== undefined && gradientNorm > clipNorm ? clipNorm / gradientNorm : 1;
        for (const { parameters, learningRateScale, decay } of groups) {
          for (const { name, variable } of parameters) {
            const old = velocities.get(name);
            const next = tf.tidy(() => {
              const gradient = tf.mul(gradients.get(name) ?? tf.zerosLike(variable), factor);
              const decayed = decay ? tf.add(gradient, tf.mul(variable, weightDecay)) : gradient;
              return tf.keep(
                old === undefined ? decayed : tf.add(tf.mul(tf.reshape(old, variable.shape), momentum), decayed),
              );
            });
            old?.dispose();
            velocities.set(name, next);
            tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(next, learningRate * learningRateScale))));
          }
        }
        return { gradientNorm };
      },
      state: () =>
        Object.fromEntries([...velocities].map(([name, velocity]) => [name, Float32Array.from(velocity.dataSync())])),
      restore(state) {
        this.dispose();
        for (const [name, values] of Object.entries(state)) velocities.set(name, tf.tensor(values));
      },
      dispose() {
        for (const velocity of velocities.values()) velocity.dispose();
        velocities.clear();
      },
    };
  },
});

function globalNorm(gradients: Iterable<tf.Tensor>): number {
  let squares = 0;
  for (const gradient of gradients) for (const value of gradient.dataSync()) squares += value * value;
  return Math.sqrt(squares);
}
