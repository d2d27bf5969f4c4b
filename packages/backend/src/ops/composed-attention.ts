import { dropoutMask } from '@cloze/contracts';
import {
  add,
  concat,
  gather,
  matMul,
  mul,
  reshape,
  softmax,
  sub,
  sum,
  tensor,
  tensor1d,
  tidy,
  transpose,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { AttentionInput } from './ragged-attention.js';
import { attentionColumns, layoutParts, type Bucket, type RaggedLayout } from './ragged-attention-layout.js';

/** What a masked score becomes: its exponential is exactly 0 in float32, and sums of two stay finite. */
const MASKED = -1e9;

/** Attention from tfjs operations: parts of similar length go through together, padded to the longest among them. */
export function composedAttention(input: AttentionInput): Tensor2D {
  return tidy(() => {
    const layout = layoutParts(input.starts);
    const contexts = layout.buckets.map((bucket) => {
      const value = toHeads(input.value, bucket, layout, input.heads);
      const { dropped } = probabilities(input, bucket, layout);
      return fromHeads(matMul(dropped, value));
    });
    return backToRows(contexts, layout);
  });
}

/** [dquery, dkey, dvalue]; the probabilities are made again, not kept. */
export function composedAttentionGradient(dy: Tensor2D, input: AttentionInput): Tensor[] {
  return tidy(() => {
    const layout = layoutParts(input.starts);
    const scale = 1 / Math.sqrt(input.query.shape[1] / input.heads);
    const gradients = layout.buckets.map((bucket) => {
      const { query, key, kept, dropped, mask } = probabilities(input, bucket, layout);
      const value = toHeads(input.value, bucket, layout, input.heads);
      const dcontext = realRowsOnly(toHeads(dy, bucket, layout, input.heads), bucket, input.starts);
      const dvalue = matMul(dropped, dcontext, true, false);
      const ddropped = matMul(dcontext, value, false, true);
      const dkept = mask ? mul(ddropped, mask) : ddropped;
      const dscores = mul(mul(kept, sub(dkept, sum(mul(dkept, kept), -1, true))), scale);
      return [matMul(dscores, key), matMul(dscores, query, true, false), dvalue].map((t) => fromHeads(t as Tensor4D));
    });
    return [0, 1, 2].map((i) =>
      backToRows(
        gradients.map((g) => g[i]),
        layout,
      ),
    );
  });
}

interface Probabilities {
  readonly query: Tensor4D; // [parts, heads, length, width]
  readonly key: Tensor4D;
  /** After the softmax. */
  readonly kept: Tensor4D; // [parts, heads, length, length]
  /** After dropout. */
  readonly dropped: Tensor4D;
  readonly mask: Tensor4D | undefined;
}

function probabilities(input: AttentionInput, bucket: Bucket, layout: RaggedLayout): Probabilities {
  const query = toHeads(input.query, bucket, layout, input.heads);
  const key = toHeads(input.key, bucket, layout, input.heads);
  const scores = mul(matMul(query, key, false, true), 1 / Math.sqrt(query.shape[3]));
  const barrier = barrierOf(bucket, input.starts, input.causal);
  const kept = softmax(barrier ? add(scores, barrier) : scores) as Tensor4D;
  if (!input.dropout) return { query, key, kept, dropped: kept, mask: undefined };
  const mask = dropoutOf(input, bucket);
  return { query, key, kept, dropped: mul(kept, mask), mask };
}

/** MASKED at columns past a part's end, and after the row's own under causal attention; undefined when there are none. */
function barrierOf(bucket: Bucket, starts: Int32Array, causal: boolean): Tensor | undefined {
  if (!bucket.padded && !causal) return undefined;
  const { parts, length } = bucket;
  const barrier = new Float32Array(parts.length * length * length);
  parts.forEach((part, p) => {
    const own = starts[part + 1] - starts[part];
    for (let row = 0; row < length; row += 1) {
      const first = causal ? Math.min(own, row + 1) : own;
      barrier.fill(MASKED, (p * length + row) * length + first, (p * length + row + 1) * length);
    }
  });
  return tensor(barrier, [parts.length, 1, length, length]);
}

function dropoutOf(input: AttentionInput, { parts, length }: Bucket): Tensor4D {
  const { starts, heads, dropout } = input;
  const tokens = starts[starts.length - 1];
  const columns = attentionColumns(starts);
  const mask = new Float32Array(parts.length * heads * length * length);
  parts.forEach((part, p) => {
    const own = starts[part + 1] - starts[part];
    for (let head = 0; head < heads; head += 1) {
      for (let row = 0; row < own; row += 1) {
        const first = (head * tokens + starts[part] + row) * columns;
        mask.set(dropoutMask(dropout!.key, dropout!.rate, first, own), ((p * heads + head) * length + row) * length);
      }
    }
  });
  return tensor(mask, [parts.length, heads, length, length]);
}

/** Rows of a bucket's parts as [parts, heads, length, width]. */
function toHeads(x: Tensor2D, bucket: Bucket, layout: RaggedLayout, heads: number): Tensor4D {
  const rows = layout.plain ? x : gather(x, tensor1d(bucket.rows, 'int32'));
  const width = x.shape[1] / heads;
  return transpose(reshape(rows, [bucket.parts.length, bucket.length, heads, width]), [0, 2, 1, 3]) as Tensor4D;
}

/** [parts, heads, length, width] as rows [parts * length, hidden]. */
function fromHeads(x: Tensor4D): Tensor2D {
  const [parts, heads, length, width] = x.shape;
  return reshape(transpose(x, [0, 2, 1, 3]), [parts * length, heads * width]);
}

/** Zero at padded rows, which repeat a real one. */
function realRowsOnly(x: Tensor4D, bucket: Bucket, starts: Int32Array): Tensor4D {
  if (!bucket.padded) return x;
  const { parts, length } = bucket;
  const real = new Float32Array(parts.length * length);
  parts.forEach((part, p) => real.fill(1, p * length, p * length + starts[part + 1] - starts[part]));
  return mul(x, tensor(real, [parts.length, 1, length, 1]));
}

function backToRows(buckets: readonly Tensor2D[], layout: RaggedLayout): Tensor2D {
  if (layout.plain) return buckets[0];
  return gather(concat([...buckets], 0), tensor1d(layout.places, 'int32'));
}
