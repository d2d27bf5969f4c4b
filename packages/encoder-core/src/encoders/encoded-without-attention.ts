import type { Encoded } from '@cloze/contracts/tensor';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { encodedFrom } from './encoded-rows.js';

/** What an encoder without attention gives: another vector than the first row stands for an example. */
export function encodedWithoutAttention(
  layers: readonly Tensor2D[],
  exampleStarts: Int32Array,
  cls: () => Tensor2D, // [examples, hidden]
): Encoded {
  return { ...encodedFrom(layers, exampleStarts), cls };
}
