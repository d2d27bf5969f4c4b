import { customGrad, type Tensor } from '@tensorflow/tfjs-core';

/** Keeps tensors of the forward pass for the backward pass; does nothing when nobody asked for gradients. */
export type Save = (tensors: Tensor[]) => void;

/** Gradients that an operation of this package made and that no operation has read yet. */
const unread = new WeakSet<Tensor>();

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
    return { value: forward(save), gradFunc: (dy: T, saved: Tensor[]) => release(dy, saved, backward(dy, saved)) };
  });
  return operation(...inputs);
}

/**
 * A tape goes backward once, and an operation's gradient is read by the one operation that made the value. So both it and what was saved can go
 * as soon as the next gradients are there: tfjs itself keeps them all to the end of the tape, beside the gradients of all parameters.
 */
function release(dy: Tensor, saved: readonly Tensor[], gradients: Tensor[]): Tensor[] {
  const used = unread.delete(dy) ? [dy, ...saved] : saved;
  for (const tensor of used) if (!gradients.includes(tensor)) tensor.dispose();
  for (const gradient of gradients) unread.add(gradient);
  return gradients;
}
