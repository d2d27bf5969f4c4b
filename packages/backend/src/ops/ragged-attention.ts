import { tensor1d, tidy, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { composedAttention, composedAttentionGradient } from './composed-attention.js';
import { differentiable } from './differentiable.js';
import { dropoutAttributes, type Dropout } from './dropout.js';
import { hasKernel, runFusedKernel } from './fused-kernel.js';

/** What attention reads. Rows of all parts lie end to end; heads lie side by side within a row. */
export interface AttentionInput {
  readonly query: Tensor2D; // [tokens, hidden]
  readonly key: Tensor2D; // [tokens, hidden]
  readonly value: Tensor2D; // [tokens, hidden]
  /** First row of each part, then the number of rows: attention stays within a part. */
  readonly starts: Int32Array; // [parts + 1]
  /** Divides the hidden size. */
  readonly heads: number;
  /** Row r sees columns up to its own alone. */
  readonly causal: boolean;
  /** On the probabilities. */
  readonly dropout?: Dropout;
}

/**
 * Scaled dot-product attention within each part (Vaswani et al., 2017), without padding where the backend has a kernel for it.
 * Dropout numbers probability [head, row, column] as (head * tokens + row) * columns + column, the row counted over the batch, the
 * column from its part's start, and `columns` the longest part rounded up to a multiple of 4.
 * @returns [tokens, hidden]
 */
export function raggedAttention(input: AttentionInput): Tensor2D {
  const { query: q, key: k, value: v, starts: hostStarts, heads, causal } = input;
  const settings = input.dropout && input.dropout.rate > 0 ? input.dropout : undefined;
  const attributes = { heads, causal, ...dropoutAttributes(settings) };
  return differentiable<Tensor2D>(
    [q, k, v],
    (save) => {
      if (!hasKernel('ClozeRaggedAttention')) {
        save([q, k, v]);
        return composedAttention({ ...input, dropout: settings });
      }
      const starts = tensor1d(hostStarts, 'int32');
      const [context, logsumexp] = runFusedKernel('ClozeRaggedAttention', { q, k, v, starts }, attributes);
      save([q, k, v, context, logsumexp]);
      return context as Tensor2D;
    },
    (dy, [query, key, value, context, logsumexp]) => {
      if (!hasKernel('ClozeRaggedAttentionGrad')) {
        const saved = { query: query as Tensor2D, key: key as Tensor2D, value: value as Tensor2D };
        return composedAttentionGradient(dy, { ...input, ...saved, dropout: settings });
      }
      return tidy((): Tensor[] => {
        const starts = tensor1d(hostStarts, 'int32');
        const inputs = { dy, q: query, k: key, v: value, context, logsumexp, starts };
        return runFusedKernel('ClozeRaggedAttentionGrad', inputs, attributes);
      });
    },
  );
}
