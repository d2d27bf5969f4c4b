import { square, stack, sum, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { stepKernels } from './step-kernels.js';

/** The Euclidean norm of all tensors together, as one number on the host; 0 for none. */
export function globalNorm(tensors: readonly Tensor[]): number {
  if (tensors.length === 0) return 0;
  const kernels = stepKernels();
  if (kernels) return kernels.globalNorm(tensors);
  const squares = tidy(() => stack(tensors.map((tensor) => sum(square(tensor))))).dataSync();
  let total = 0;
  for (const value of squares) total += value;
  return Math.sqrt(total);
}
