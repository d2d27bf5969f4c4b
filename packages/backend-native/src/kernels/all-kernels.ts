import { linear, linearGradient } from '../fused/linear.js';
import { batchMatMul } from './batch-mat-mul.js';
import type { NamedKernel } from './kernel.js';

/** Every kernel that this package has, tfjs's and its own. */
export const allKernels: readonly NamedKernel[] = [batchMatMul, linear, linearGradient];
