import { customGrad, type Tensor } from '@tensorflow/tfjs-core';

/** Keeps tensors of the forward pass for the backward pass; does nothing when nobody asked for gradients. */
export type Save = (tensors: Tensor[]) => void;

/**
 * An operation with a gradient of its own, whichever kernels compute it: the one seam every operation of this package is built on.
 * Tensors that take no gradient (ids, labels) are not among `inputs`; save them where the backward pass reads them.
 * @param forward computes the value; nothing it runs is recorded
 * @param backward gives one gradient for each input, in order
 */
export function differentiable<T extends Tensor>(
  inputs: readonly Tensor[],
  forward: (save: Save) => T,
  backward: (dy: T, saved: Tensor[]) => Tensor[],
): T {
  const operation = customGrad<T>((...given) => {
    const save = given[given.length - 1];
    if (typeof save !== 'function') throw new TypeError('customGrad passed no save function');
    return { value: forward(save), gradFunc: backward };
  });
  return operation(...inputs);
}
