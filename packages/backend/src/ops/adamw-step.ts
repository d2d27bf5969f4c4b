import { add, div, mul, sqrt, square, sub, tidy, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { stepKernels } from './step-kernels.js';

/** Running means of the gradient and of its square, of the parameter's shape. */
export interface Moments {
  readonly first: Variable;
  readonly second: Variable;
}

/** Settings of one step of Adam and those like it. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** 1 - beta1^step, or 1 for BERT's own Adam. */
  readonly biasCorrection1: number;
  /** 1 - beta2^step, or 1 for BERT's own Adam. */
  readonly biasCorrection2: number;
  /** Factor of the gradient: clipping and the loss's denominator. */
  readonly gradientScale: number;
}

/**
 * One step of AdamW, in place: w -= rate (m^ / (sqrt(v^) + epsilon) + decay w), with m^ = m / correction1 and v^ = v / correction2
 * (Loshchilov and Hutter, 2019). Call it after the tape is closed.
 */
export function adamwStep(parameter: Variable, gradient: Tensor, moments: Moments, settings: AdamSettings): void {
  const kernels = stepKernels();
  if (kernels) return kernels.adamwStep(parameter, gradient, moments, settings);
  tidy(() => {
    const update = adamUpdate(parameter, gradient, moments, settings);
    parameter.assign(sub(parameter, mul(update, settings.learningRate)));
  });
}

/** Updates the moments and gives the update before the learning rate: what AdamW and LAMB share. */
export function adamUpdate(parameter: Variable, gradient: Tensor, moments: Moments, settings: AdamSettings): Tensor {
  const { beta1, beta2, epsilon, weightDecay, biasCorrection1, biasCorrection2, gradientScale } = settings;
  return tidy(() => {
    const scaled = mul(gradient, gradientScale);
    const first = add(mul(moments.first, beta1), mul(scaled, 1 - beta1));
    const second = add(mul(moments.second, beta2), mul(square(scaled), 1 - beta2));
    moments.first.assign(first);
    moments.second.assign(second);
    const root = add(mul(sqrt(second), 1 / Math.sqrt(biasCorrection2)), epsilon);
    const step = div(mul(first, 1 / biasCorrection1), root);
    return weightDecay === 0 ? step : add(step, mul(parameter, weightDecay));
  });
}
