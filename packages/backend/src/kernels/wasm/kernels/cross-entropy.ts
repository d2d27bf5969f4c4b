import type { TensorInfo } from '@tensorflow/tfjs-core';
import { matrix, transpose } from '../multiply-matrices.js';
import type { SimdHeap } from '../simd-heap.js';
import { sizesOf } from './wasm-kernel.js';

/** Scratch: a block's logits, and its rows' statistics. */
const [LOGITS, STATISTICS] = [6, 7];

/** The most logits that are in memory at once. */
const BLOCK_LOGITS = 1 << 20;

/** ClozeSoftmaxCrossEntropy: logits [n, classes], labels [n] to [lossSum, correct, dlogits]. */
export function softmaxCrossEntropy(
  heap: SimdHeap,
  inputs: { readonly logits: TensorInfo; readonly labels: TensorInfo },
  attributes: { readonly withGradient: boolean },
): TensorInfo[] {
  const { logits, labels } = inputs;
  const [n, classes] = sizesOf(logits);
  const dlogits = attributes.withGradient ? heap.allocate([n, classes]) : undefined;
  const copy = dlogits?.address ?? heap.scratch(LOGITS, 4 * n * classes);
  heap.floats(copy, n * classes).set(heap.floats(heap.address(logits), n * classes));
  const { loss, correct } = rowsLoss(heap, copy, heap.address(labels), n, classes, attributes.withGradient);
  return [heap.scalar(loss), heap.scalar(correct), ...(dlogits ? [dlogits] : [])];
}

/** ClozeLinearCrossEntropy: h [n, width], weight [classes, width], bias, labels to [lossSum, correct, dh, dweight, dbias]. */
export function linearCrossEntropy(
  heap: SimdHeap,
  inputs: Readonly<Record<'h' | 'weight' | 'bias' | 'labels', TensorInfo>>,
  attributes: { readonly withGradient: boolean },
): TensorInfo[] {
  const { withGradient } = attributes;
  const [n, width] = sizesOf(inputs.h);
  const [classes] = inputs.weight.shape;
  const [h, bias, labels] = [inputs.h, inputs.bias, inputs.labels].map((t) => heap.address(t));
  const weight = matrix(heap.address(inputs.weight), classes, width);
  const outputs = withGradient
    ? { dh: heap.allocate([n, width]), dweight: heap.allocate([classes, width]), dbias: heap.zeros([classes]) }
    : undefined;
  const block = Math.max(1, Math.min(n, Math.floor(BLOCK_LOGITS / classes)));
  let [loss, correct] = [0, 0];
  for (let from = 0; from < n; from += block) {
    const rows = Math.min(block, n - from);
    const logits = matrix(heap.scratch(LOGITS, 4 * block * classes), rows, classes);
    const states = matrix(h + 4 * from * width, rows, width);
    heap.run['repeatRow'](logits.address, bias, rows, classes);
    heap.multiply(logits, states, transpose(weight), width, true);
    const found = rowsLoss(heap, logits.address, labels + 4 * from, rows, classes, withGradient);
    loss += found.loss;
    correct += found.correct;
    if (!outputs) continue;
    const { dh, dweight, dbias } = outputs;
    heap.multiply(matrix(dh.address + 4 * from * width, rows, width), logits, weight, classes);
    heap.multiply(matrix(dweight.address, classes, width), transpose(logits), states, rows, from > 0);
    heap.run['addColumns'](dbias.address, logits.address, rows, classes);
  }
  const scalars = [heap.scalar(loss), heap.scalar(correct)];
  return outputs ? [...scalars, outputs.dh, outputs.dweight, outputs.dbias] : scalars;
}

/** Sums over rows; with a gradient, logits become dlogits. */
function rowsLoss(
  heap: SimdHeap,
  logits: number,
  labelsAt: number,
  rows: number,
  classes: number,
  withGradient: boolean,
): { readonly loss: number; readonly correct: number } {
  const statistics = heap.scratch(STATISTICS, 12 * rows);
  const labels = heap.integers(labelsAt, rows);
  const values = heap.floats(logits, rows * classes);
  let loss = 0;
  for (let row = 0; row < rows; row += 1) loss -= values[row * classes + labels[row]];
  heap.run['crossEntropy'](
    logits,
    labelsAt,
    rows,
    classes,
    statistics,
    statistics + 4 * rows,
    statistics + 8 * rows,
    Number(withGradient),
  );
  const largestAndTotal = heap.floats(statistics, 2 * rows);
  const firsts = heap.integers(statistics + 8 * rows, rows);
  let correct = 0;
  for (let row = 0; row < rows; row += 1) {
    loss += largestAndTotal[row] + Math.log(largestAndTotal[rows + row]);
    // Where the largest logit is not finite the loss is NaN, and nothing is right in such a row.
    if (firsts[row] === labels[row] && Number.isFinite(largestAndTotal[row])) correct += 1;
  }
  return { loss, correct };
}
