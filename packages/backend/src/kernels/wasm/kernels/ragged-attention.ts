import type { TensorInfo } from '@tensorflow/tfjs-core';
import { attentionColumns } from '../../../ops/ragged-attention-layout.js';
import { matrix, transpose, type Matrix } from '../multiply-matrices.js';
import type { SimdHeap } from '../simd-heap.js';
import { SPARE_SLOT, type DropoutAttributes } from './dropout.js';
import { countOf, sizesOf } from './wasm-kernel.js';

/** Attributes of both attention kernels. */
export interface AttentionAttributes extends DropoutAttributes {
  readonly heads: number;
  readonly causal: boolean;
}

/** Scratch: scores, dropped scores, gradients of scores, row statistics. */
const [SCORES, DROPPED, GRADIENTS, STATISTICS] = [2, 3, 4, 5];

/** ClozeRaggedAttention: q, k, v [n, hidden], starts [parts + 1] to [context [n, hidden], logsumexp [heads, n]]. */
export function raggedAttention(
  heap: SimdHeap,
  inputs: Readonly<Record<'q' | 'k' | 'v' | 'starts', TensorInfo>>,
  attributes: AttentionAttributes,
): TensorInfo[] {
  const { heads, causal, rate } = attributes;
  const [n, hidden] = sizesOf(inputs.q);
  const context = heap.allocate([n, hidden]);
  const logsumexp = heap.allocate([heads, n]);
  const scale = 1 / Math.sqrt(hidden / heads);
  const [q, k, v] = [inputs.q, inputs.k, inputs.v].map((tensor) => heap.address(tensor));
  eachPart(heap, inputs.starts, hidden, heads, ({ from, length, head, block, columns }) => {
    const scores = heap.scratch(SCORES, 4 * length * length);
    const statistics = heap.scratch(STATISTICS, 8 * length);
    const square = matrix(scores, length, length);
    heap.multiply(square, block(q), transpose(block(k)), hidden / heads);
    heap.run['attentionSoftmax'](scores, length, Number(causal), statistics, statistics + 4 * length, scale);
    const values = heap.floats(statistics, 2 * length);
    const out = heap.floats(logsumexp.address + 4 * (head * n + from), length);
    for (let row = 0; row < length; row += 1) out[row] = values[row] + Math.log(values[length + row]);
    if (rate > 0) dropRows(heap, scores, scores, length, (head * n + from) * columns, columns, attributes);
    heap.multiply(block(context.address), square, block(v), length);
  });
  return [context, logsumexp];
}

/** ClozeRaggedAttentionGrad: dy, q, k, v, context, logsumexp, starts to [dq, dk, dv]. */
export function raggedAttentionGradient(
  heap: SimdHeap,
  inputs: Readonly<Record<'dy' | 'q' | 'k' | 'v' | 'logsumexp' | 'starts', TensorInfo>>,
  attributes: AttentionAttributes,
): TensorInfo[] {
  const { heads, causal, rate } = attributes;
  const [n, hidden] = sizesOf(inputs.q);
  const width = hidden / heads;
  const [dq, dk, dv] = [0, 1, 2].map(() => heap.allocate([n, hidden]));
  const scale = 1 / Math.sqrt(width);
  const [dy, q, k, v, lse] = [inputs.dy, inputs.q, inputs.k, inputs.v, inputs.logsumexp].map((t) => heap.address(t));
  eachPart(heap, inputs.starts, hidden, heads, ({ from, length, head, block, columns }) => {
    const bytes = 4 * length * length;
    const [kept, gradients] = [heap.scratch(SCORES, bytes), heap.scratch(GRADIENTS, bytes)];
    const dropped = rate > 0 ? heap.scratch(DROPPED, bytes) : kept;
    const square = (address: number) => matrix(address, length, length);
    const first = (head * n + from) * columns;
    heap.multiply(square(kept), block(q), transpose(block(k)), width);
    heap.run['attentionProbabilities'](kept, length, Number(causal), lse + 4 * (head * n + from), scale);
    if (rate > 0) dropRows(heap, dropped, kept, length, first, columns, attributes);
    heap.multiply(block(dv.address), transpose(square(dropped)), block(dy), length);
    heap.multiply(square(gradients), block(dy), transpose(block(v)), width);
    if (rate > 0) dropRows(heap, gradients, gradients, length, first, columns, attributes);
    heap.run['attentionScoresGradient'](gradients, kept, length, scale);
    heap.multiply(block(dq.address), square(gradients), block(k), length);
    heap.multiply(block(dk.address), transpose(square(gradients)), block(q), length);
  });
  return [dq, dk, dv];
}

interface PartOfHead {
  /** First row. */
  readonly from: number;
  readonly length: number;
  readonly head: number;
  /** Columns that dropout counts a row of probabilities by. */
  readonly columns: number;
  /** The rows and columns of this part and head in a [n, hidden] tensor. */
  readonly block: (address: number) => Matrix;
}

function eachPart(
  heap: SimdHeap,
  startsTensor: TensorInfo,
  hidden: number,
  heads: number,
  body: (part: PartOfHead) => void,
): void {
  const starts = heap.integers(heap.address(startsTensor), countOf(startsTensor)).slice();
  const width = hidden / heads;
  const columns = attentionColumns(starts);
  for (let part = 0; part + 1 < starts.length; part += 1) {
    const [from, length] = [starts[part], starts[part + 1] - starts[part]];
    if (length === 0) continue;
    for (let head = 0; head < heads; head += 1) {
      const offset = 4 * (from * hidden + head * width);
      const block = (address: number) => matrix(address + offset, length, width, hidden);
      body({ from, length, head, columns, block });
    }
  }
}

/** Dropout of [length, length] probabilities, whose rows are `columns` apart in its numbering. */
function dropRows(
  heap: SimdHeap,
  y: number,
  x: number,
  length: number,
  first: number,
  columns: number,
  { rate, key0, key1 }: DropoutAttributes,
): void {
  const threshold = Math.round(rate * 65536);
  const spare = heap.scratch(SPARE_SLOT, 64);
  const scale = 65536 / (65536 - threshold);
  heap.run['dropoutRows'](y, x, length, length, key0, key1, threshold, first / 4, columns / 4, spare, scale);
}
