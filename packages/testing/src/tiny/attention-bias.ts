import { tensor2d, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Attention } from '@cloze/contracts/tensor';

/** 0 where a row may attend to a column and -1e9 elsewhere: within the same packed part, and not ahead when causal. */
export function attentionBias(partStarts: Int32Array, attention: Attention): Tensor2D {
  const tokens = partStarts[partStarts.length - 1];
  const bias = new Float32Array(tokens * tokens).fill(-1e9);
  for (let part = 0; part + 1 < partStarts.length; part += 1) {
    const [start, end] = [partStarts[part], partStarts[part + 1]];
    for (let row = start; row < end; row += 1) {
      const last = attention === 'causal' ? row + 1 : end;
      bias.fill(0, row * tokens + start, row * tokens + last);
    }
  }
  return tensor2d(bias, [tokens, tokens]);
}
