import {
  add,
  matMul,
  mul,
  reshape,
  slice,
  softmax,
  tensor,
  tidy,
  transpose,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { AttentionInput } from './ragged-attention.js';

/**
 * The attention probabilities of every part in full, before dropout, for those who look at them. Slow next to
 * {@link raggedAttention}, which never keeps them. Differentiable.
 * @returns for each part [heads, length, length]
 */
export function attentionProbabilities(
  input: Pick<AttentionInput, 'query' | 'key' | 'starts' | 'heads' | 'causal'>,
): Tensor3D[] {
  return tidy(() =>
    Array.from({ length: input.starts.length - 1 }, (_, part) => {
      const from = input.starts[part];
      const length = input.starts[part + 1] - from;
      const query = headsOf(input.query, from, length, input.heads);
      const key = headsOf(input.key, from, length, input.heads);
      const scores = mul(matMul(query, key, false, true), 1 / Math.sqrt(query.shape[2]));
      return softmax(input.causal ? add(scores, causalBarrier(length)) : scores) as Tensor3D;
    }),
  );
}

function headsOf(x: Tensor2D, from: number, length: number, heads: number): Tensor3D {
  const hidden = x.shape[1];
  return transpose(
    reshape(slice(x, [from, 0], [length, hidden]), [length, heads, hidden / heads]),
    [1, 0, 2],
  ) as Tensor3D;
}

function causalBarrier(length: number): Tensor2D {
  const barrier = new Float32Array(length * length);
  for (let row = 0; row < length; row += 1) barrier.fill(-1e9, row * length + row + 1, (row + 1) * length);
  return tensor(barrier, [length, length]);
}
