import { type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { transposed } from './transposed.js';
import type { Heap } from './heap.js';

/**
 * tfjs's product with operands transposed beforehand: its own way of reading them transposed is some fifteen times slower than transposing
 * and multiplying.
 */
export function batchMatMul(own: KernelConfig['kernelFunc'], transpose: KernelConfig['kernelFunc']) {
  return (
    heap: Heap,
    inputs: { readonly a: TensorInfo; readonly b: TensorInfo },
    attributes: { readonly transposeA: boolean; readonly transposeB: boolean },
  ): TensorInfo => {
    const a = attributes.transposeA ? transposed(heap, inputs.a, transpose) : inputs.a;
    const b = attributes.transposeB ? transposed(heap, inputs.b, transpose) : inputs.b;
    const out = own({ inputs: { a, b }, backend: heap, attrs: { transposeA: false, transposeB: false } });
    if (a !== inputs.a) heap.disposeData(a.dataId);
    if (b !== inputs.b) heap.disposeData(b.dataId);
    return out as TensorInfo;
  };
}
