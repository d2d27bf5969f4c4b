import {
  add,
  addN,
  concat,
  matMul,
  scalar,
  slice,
  sum,
  tidy,
  zerosLike,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { hasKernel, runFusedKernel } from './fused-kernel.js';
import { composedSoftmaxCrossEntropy, crossEntropyFrom, type CrossEntropy } from './softmax-cross-entropy.js';

/** The most logits a backend without the fused kernel makes at once. */
const BLOCK_LOGITS = 1 << 22;

/**
 * Cross-entropy of softmax(h weight^T + bias) with the labels, summed over rows: the output layer of masked language modelling, with no
 * [n, classes] tensor beyond a block. The gradients are made in the forward pass, while a block's logits are at hand.
 * @param h [n, width]: hidden states at the targets alone
 * @param weight [classes, width]: the word embeddings, tied
 * @param bias [classes]
 * @param labels int32 [n], each in [0, classes)
 */
export function linearCrossEntropy(h: Tensor2D, weight: Tensor2D, bias: Tensor1D, labels: Tensor1D): CrossEntropy {
  const inputs = [h, weight, bias];
  return crossEntropyFrom(inputs, (withGradient) => {
    if (h.shape[0] === 0) return [scalar(0), scalar(0), ...(withGradient ? inputs.map((t) => zerosLike(t)) : [])];
    return hasKernel('ClozeLinearCrossEntropy')
      ? runFusedKernel('ClozeLinearCrossEntropy', { h, weight, bias, labels }, { withGradient })
      : composed(h, weight, bias, labels, withGradient);
  });
}

function composed(h: Tensor2D, weight: Tensor2D, bias: Tensor1D, labels: Tensor1D, withGradient: boolean): Tensor[] {
  const [n, width] = h.shape;
  const rows = Math.max(1, Math.floor(BLOCK_LOGITS / weight.shape[0]));
  let totals: Tensor[] = [];
  const hidden: Tensor2D[] = [];
  return tidy(() => {
    for (let from = 0; from < n; from += rows) {
      const size = Math.min(rows, n - from);
      const block = tidy(() => {
        const states = slice(h, [from, 0], [size, width]);
        const logits = add(matMul(states, weight, false, true), bias) as Tensor2D;
        const [loss, correct, dlogits] = composedSoftmaxCrossEntropy(logits, slice(labels, from, size), withGradient);
        if (!withGradient) return [loss, correct];
        const dh = matMul(dlogits as Tensor2D, weight);
        return [loss, correct, matMul(dlogits as Tensor2D, states, true), sum(dlogits, 0), dh];
      });
      if (withGradient) hidden.push(block.pop() as Tensor2D);
      totals = accumulate(totals, block);
    }
    if (!withGradient) return totals;
    const [loss, correct, dweight, dbias] = totals;
    return [loss, correct, hidden.length === 1 ? hidden[0] : concat(hidden, 0), dweight, dbias];
  });
}

function accumulate(totals: Tensor[], block: Tensor[]): Tensor[] {
  if (totals.length === 0) return block;
  const sums = totals.map((total, i) => addN([total, block[i]]));
  for (const tensor of [...totals, ...block]) tensor.dispose();
  return sums;
}
