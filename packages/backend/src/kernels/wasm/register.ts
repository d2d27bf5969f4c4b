import { getKernel, registerKernel, unregisterKernel, type KernelConfig } from '@tensorflow/tfjs-core';
import { batchMatMul } from './batch-mat-mul.js';
import type { Heap } from './heap.js';
import { oneHot } from './one-hot.js';
import { unsortedSegmentSum } from './unsorted-segment-sum.js';

/** Adds to tfjs's WebAssembly backend the kernels it lacks, and replaces the slow ones. Doing it again changes nothing. */
export function registerWasmKernels(): void {
  if (getKernel('UnsortedSegmentSum', 'wasm')) return;
  const ownProduct = getKernel('BatchMatMul', 'wasm').kernelFunc;
  const transpose = getKernel('Transpose', 'wasm').kernelFunc;
  register('UnsortedSegmentSum', unsortedSegmentSum);
  register('OneHot', oneHot);
  register('BatchMatMul', batchMatMul(ownProduct, transpose));
}

function register<Inputs, Attributes>(
  kernelName: string,
  compute: (heap: Heap, inputs: Inputs, attributes: Attributes) => ReturnType<KernelConfig['kernelFunc']>,
): void {
  const previous = getKernel(kernelName, 'wasm');
  if (previous) unregisterKernel(kernelName, 'wasm');
  registerKernel({
    ...previous,
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => compute(backend as Heap, inputs as Inputs, attrs as Attributes),
  });
}
