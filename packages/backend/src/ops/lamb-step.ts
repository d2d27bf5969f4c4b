import { mul, sub, sum, square, tidy, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { adamUpdate, type AdamSettings, type Moments } from './adamw-step.js';
import { stepKernels } from './step-kernels.js';

/** Settings of one step of LAMB. */
export interface LambSettings extends AdamSettings {
  /** Whether the trust ratio applies; it is 1 without. */
  readonly adapt: boolean;
}

/**
 * One step of LAMB, in place: AdamW's update, scaled by |w| / |update| (You et al., 2020, algorithm 2 with phi the identity); a norm of zero
 * gives the ratio 1.
 * @returns the trust ratio
 */
export function lambStep(parameter: Variable, gradient: Tensor, moments: Moments, settings: LambSettings): number {
  const kernels = stepKernels();
  if (kernels) return kernels.lambStep(parameter, gradient, moments, settings);
  let ratio = 1;
  tidy(() => {
    const update = adamUpdate(parameter, gradient, moments, settings);
    const weightNorm = settings.adapt ? norm(parameter) : 0;
    const updateNorm = settings.adapt ? norm(update) : 0;
    if (weightNorm > 0 && updateNorm > 0) ratio = weightNorm / updateNorm;
    parameter.assign(sub(parameter, mul(update, settings.learningRate * ratio)));
  });
  return ratio;
}

function norm(x: Tensor): number {
  return Math.sqrt(sum(square(x)).dataSync()[0]);
}
