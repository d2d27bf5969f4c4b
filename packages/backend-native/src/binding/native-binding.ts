import type { AdamSettings } from '../optimizer-steps.js';

/** A float32 array; `null` in an optional place means absent. */
type Floats = Float32Array;
type Integers = Int32Array;

/**
 * What the binary exports. Sizes are whole numbers, matrices are row-major, and outputs are written whole. Every function
 * throws on a wrong type, a length that does not fit the sizes, and an output that overlaps another array.
 */
export interface NativeBinding {
  /** Number of this interface; the loader refuses a binary with another one. */
  interfaceVersion(): number;
  threads(): number;
  setThreads(count: number): void;
  width(): string;
  limitWidth(name: string): void;
  features(): string[];
  measurePeak(seconds: number): number;
  measureProduct(size: number, seconds: number): number;

  /** Names of the operations of {@link unary}, at the place of their number. */
  unaryOperations(): string[];
  /** Names of the operations of {@link binary}, at the place of their number. */
  binaryOperations(): string[];
  unary(operation: number, x: Floats, y: Floats): void;
  /** 1 above 0, `slope` elsewhere. */
  step(x: Floats, y: Floats, slope: number): void;
  clip(x: Floats, y: Floats, low: number, high: number): void;
  /** `layout`: sizes, then a stride for each axis of `a`, then of `b`; `out` is contiguous. */
  binary(operation: number, a: Floats, b: Floats, out: Floats, layout: Integers): void;
  /** `layout`: sizes, then a stride for each axis of `x` from `xStart` on, then of `out` from `outStart` on. */
  copy(x: Floats, out: Floats, xStart: number, outStart: number, layout: Integers): void;
  addAll(tensors: Floats[], out: Floats): void;
  select(condition: Uint8Array, yes: Floats, no: Floats, out: Floats): void;
  /** `out [outer, inner]` of `x [outer, axis, inner]`: 0 sum, 1 mean, 2 maximum. */
  reduce(reduction: number, x: Floats, out: Floats, outer: number, axis: number, inner: number): void;
  argumentOfMaximum(x: Floats, out: Integers, outer: number, axis: number): void;
  softmax(x: Floats, y: Floats, rows: number, width: number, logarithm: boolean): void;

  /** `out [batch, m, n] = left [batch, m, k] · right [batch, k, n]`, transposed operands stored as `[k, m]`, `[n, k]`. */
  batchMultiply(
    left: Floats,
    right: Floats,
    out: Floats,
    leftBatch: number,
    rightBatch: number,
    rows: number,
    inner: number,
    columns: number,
    transposeLeft: boolean,
    transposeRight: boolean,
  ): void;
  /** `y [rows, columns] = x [rows, inner] · weight [columns, inner]ᵀ + bias [columns]`. */
  linear(x: Floats, weight: Floats, bias: Floats | null, y: Floats, rows: number, inner: number, columns: number): void;
  linearGradient(
    dy: Floats,
    x: Floats,
    weight: Floats,
    dx: Floats | null,
    dweight: Floats,
    dbias: Floats | null,
    rows: number,
    inner: number,
    columns: number,
  ): void;

  /** `y [rows, width] = gelu(x + bias)`. */
  biasGelu(x: Floats, bias: Floats | null, y: Floats, rows: number, width: number, tanh: boolean): void;
  biasGeluGradient(
    dy: Floats,
    x: Floats,
    bias: Floats | null,
    dx: Floats,
    dbias: Floats | null,
    rows: number,
    width: number,
    tanh: boolean,
  ): void;
  layerNorm(
    x: Floats,
    gamma: Floats,
    beta: Floats,
    y: Floats,
    mean: Floats,
    rstd: Floats,
    rows: number,
    width: number,
    epsilon: number,
  ): void;
  layerNormGradient(
    dy: Floats,
    x: Floats,
    gamma: Floats,
    mean: Floats,
    rstd: Floats,
    dx: Floats,
    dgamma: Floats,
    dbeta: Floats,
    rows: number,
    width: number,
  ): void;
  /** `sum = residual + dropout(x + bias)`, `y = layerNorm(sum)`. */
  residualLayerNorm(
    x: Floats,
    bias: Floats | null,
    residual: Floats,
    gamma: Floats,
    beta: Floats,
    y: Floats,
    sum: Floats,
    mean: Floats,
    rstd: Floats,
    rows: number,
    width: number,
    epsilon: number,
    rate: number,
    key0: number,
    key1: number,
  ): void;
  /** `dx` is given exactly where the rate does not round to 0. */
  residualLayerNormGradient(
    dy: Floats,
    sum: Floats,
    gamma: Floats,
    mean: Floats,
    rstd: Floats,
    dx: Floats | null,
    dresidual: Floats,
    dgamma: Floats,
    dbeta: Floats,
    dbias: Floats | null,
    rows: number,
    width: number,
    rate: number,
    key0: number,
    key1: number,
  ): void;
  dropout(x: Floats, y: Floats, rate: number, key0: number, key1: number): void;

  attention(
    q: Floats,
    k: Floats,
    v: Floats,
    starts: Integers,
    context: Floats,
    logsumexp: Floats,
    rows: number,
    hidden: number,
    heads: number,
    causal: boolean,
    rate: number,
    key0: number,
    key1: number,
  ): void;
  attentionGradient(
    dy: Floats,
    q: Floats,
    k: Floats,
    v: Floats,
    context: Floats,
    logsumexp: Floats,
    starts: Integers,
    dq: Floats,
    dk: Floats,
    dv: Floats,
    rows: number,
    hidden: number,
    heads: number,
    causal: boolean,
    rate: number,
    key0: number,
    key1: number,
  ): void;

  gatherRows(table: Floats, ids: Integers, out: Floats, rows: number, width: number): void;
  scatterAddRows(dy: Floats, ids: Integers, out: Floats, rows: number, width: number): void;
  embeddings(
    word: Floats,
    position: Floats,
    segment: Floats,
    inputIds: Integers,
    positionIds: Integers,
    segmentIds: Integers,
    out: Floats,
    words: number,
    positions: number,
    segments: number,
    width: number,
  ): void;

  /** Writes `[loss, correct]` to `totals`. */
  softmaxCrossEntropy(
    logits: Floats,
    labels: Integers,
    totals: Floats,
    dlogits: Floats | null,
    rows: number,
    classes: number,
  ): void;
  /** `memory` holds the logits of as many rows at a time as fit it, at least one. */
  linearCrossEntropy(
    h: Floats,
    weight: Floats,
    bias: Floats,
    labels: Integers,
    totals: Floats,
    dh: Floats | null,
    dweight: Floats | null,
    dbias: Floats | null,
    memory: Floats,
    rows: number,
    width: number,
    classes: number,
  ): void;

  adamwStep(parameter: Floats, gradient: Floats, first: Floats, second: Floats, settings: AdamSettings): void;
  /** Returns the trust ratio. */
  lambStep(
    parameter: Floats,
    gradient: Floats,
    first: Floats,
    second: Floats,
    settings: AdamSettings,
    adapt: boolean,
  ): number;
  /** In float64. */
  sumOfSquares(x: Floats): number;
}
