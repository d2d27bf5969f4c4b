import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from '../kernels/kernel.js';
import type { DropoutAttributes } from './dropout-attributes.js';

interface AttentionInputs {
  /** `[n, hidden]`; heads lie side by side within a row */
  q: TensorInfo;
  /** `[n, hidden]` */
  k: TensorInfo;
  /** `[n, hidden]` */
  v: TensorInfo;
  /** int32 `[parts + 1]`: first row of each part, then n */
  starts: TensorInfo;
}

interface AttentionAttributes extends DropoutAttributes {
  /** Divides hidden. */
  heads: number;
  /** Whether a row sees only itself and the rows before it. */
  causal: boolean;
}

/**
 * `ClozeRaggedAttention`: `[context [n, hidden], logsumexp [heads, n]]`; attention within each part, scaled by 1 / √(hidden / heads), dropout on
 * the probabilities.
 */
export const raggedAttention = kernel<AttentionInputs, AttentionAttributes>(
  'ClozeRaggedAttention',
  (backend, { q, k, v, starts }, { heads, causal, rate, key0, key1 }) => {
    const [rows, hidden] = q.shape;
    const [context, logsumexp] = [backend.output(q.shape), backend.output([heads, rows])];
    backend.binding.attention(
      backend.floats(q),
      backend.floats(k),
      backend.floats(v),
      backend.integers(starts),
      context.values,
      logsumexp.values,
      rows,
      hidden,
      heads,
      causal,
      rate,
      key0,
      key1,
    );
    return [context, logsumexp];
  },
);

interface AttentionGradientInputs extends AttentionInputs {
  /** `[n, hidden]` */
  dy: TensorInfo;
  /** `[n, hidden]` */
  context: TensorInfo;
  /** `[heads, n]` */
  logsumexp: TensorInfo;
}

/** `ClozeRaggedAttentionGrad`: `[dq, dk, dv]`, `[n, hidden]` each. */
export const raggedAttentionGradient = kernel<AttentionGradientInputs, AttentionAttributes>(
  'ClozeRaggedAttentionGrad',
  (backend, { dy, q, k, v, context, logsumexp, starts }, { heads, causal, rate, key0, key1 }) => {
    const [rows, hidden] = q.shape;
    const [dq, dk, dv] = [backend.output(q.shape), backend.output(q.shape), backend.output(q.shape)];
    backend.binding.attentionGradient(
      backend.floats(dy),
      backend.floats(q),
      backend.floats(k),
      backend.floats(v),
      backend.floats(context),
      backend.floats(logsumexp),
      backend.integers(starts),
      dq.values,
      dk.values,
      dv.values,
      rows,
      hidden,
      heads,
      causal,
      rate,
      key0,
      key1,
    );
    return [dq, dk, dv];
  },
);
