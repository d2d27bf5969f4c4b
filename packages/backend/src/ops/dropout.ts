import { dropoutMask, type RandomKey } from '@cloze/contracts';
import { mul, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.js';
import { hasKernel, runFusedKernel } from './fused-kernel.js';

/** Dropout at one site and step. The same key gives the same mask on every backend. */
export interface Dropout {
  /** Share of elements set to zero, in [0, 1); rounded to a multiple of 2^-16. */
  readonly rate: number;
  readonly key: RandomKey;
}

/** Sets a share of the elements to zero and scales the others up, so that the mean stays (Srivastava et al., 2014). */
export function dropout<T extends Tensor>(x: T, settings: Dropout | undefined): T {
  if (!settings || settings.rate === 0) return x;
  return differentiable<T>(
    [x],
    () => applyDropout(x, settings),
    (dy) => [applyDropout(dy, settings)],
  );
}

/** The product with the mask, not recorded; on an upstream gradient it is its own gradient. */
export function applyDropout<T extends Tensor>(x: T, settings: Dropout): T {
  if (hasKernel('ClozeDropout')) {
    return runFusedKernel('ClozeDropout', { x }, dropoutAttributes(settings))[0] as T;
  }
  return tidy(() => mul(x, tensor(dropoutMask(settings.key, settings.rate, 0, x.size), x.shape)));
}

/** How kernels take dropout: rate 0 is none. */
export function dropoutAttributes(settings: Dropout | undefined): { rate: number; key0: number; key1: number } {
  return { rate: settings?.rate ?? 0, key0: settings?.key[0] ?? 0, key1: settings?.key[1] ?? 0 };
}
