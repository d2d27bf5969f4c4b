import type { RandomStream } from '@cloze/contracts';
import type { Initializer } from '@cloze/contracts/tensor';
import { truncatedNormalQuantile } from './truncated-normal-quantile.js';

/** The first values of a parameter of `size` scalars. */
export function initialValues(initializer: Initializer, size: number, stream: RandomStream): Float32Array {
  const values = new Float32Array(size);
  switch (initializer.kind) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
    case 'constant':
      return values.fill(initializer.value);
    case 'uniform':
      for (let i = 0; i < size; i += 1) values[i] = (centre(stream) * 2 - 1) * initializer.limit;
      return values;
    case 'truncated-normal':
      for (let i = 0; i < size; i += 1) {
        values[i] = truncatedNormalQuantile(centre(stream)) * initializer.standardDeviation;
      }
      return values;
  }
}

/** Uniform over the centres of 2^32 equal parts of (0, 1): symmetric, and never 0 or 1. */
function centre(stream: RandomStream): number {
  return (stream.uint32() + 0.5) / 0x1_0000_0000;
}
