/** An array of numbers that can be added to, in either precision. */
export type Numbers = Float32Array | Float64Array;

/** Rows to pool over spans of them. */
export interface SpanRows {
  readonly values: Numbers; // [rows * width]
  readonly width: number;
  /** First and last row of span k, both inclusive, at 2k and 2k + 1. */
  readonly spans: Int32Array; // [spans * 2]
  /** A weight each row has in the softmax over a span's rows; the mean where left out. */
  readonly scores?: Numbers; // [rows]
}

/**
 * The mean of each span's rows or, with scores, their sum weighted by the softmax of the scores over the span (self-attentive pooling, Lee et
 * al., 2017).
 * @param pooled where it is written, [spans * width]
 */
export function poolRows({ values, width, spans, scores }: SpanRows, pooled: Numbers): void {
  const total = new Float64Array(width);
  for (let span = 0; 2 * span < spans.length; span += 1) {
    const [first, last] = [spans[2 * span], spans[2 * span + 1]];
    const shares = spanShares(first, last, scores);
    total.fill(0);
    for (let row = first; row <= last; row += 1) {
      const share = shares[row - first];
      const at = row * width;
      for (let i = 0; i < width; i += 1) total[i] += share * values[at + i];
    }
    pooled.set(total, span * width);
  }
}

/**
 * Adds the gradients of {@link poolRows}.
 * @param dPooled [spans * width]
 * @param dValues what is added to, [rows * width]
 * @param dScores what is added to where there are scores, [rows]
 */
export function poolRowsGradient(
  { values, width, spans, scores }: SpanRows,
  dPooled: Numbers,
  dValues: Numbers,
  dScores?: Numbers,
): void {
  const products: number[] = [];
  for (let span = 0; 2 * span < spans.length; span += 1) {
    const [first, last] = [spans[2 * span], spans[2 * span + 1]];
    const shares = spanShares(first, last, scores);
    const from = span * width;
    let mean = 0; // of the products, by shares: dPooled times the pooled row
    for (let row = first; row <= last; row += 1) {
      const share = shares[row - first];
      const at = row * width;
      let product = 0;
      for (let i = 0; i < width; i += 1) {
        dValues[at + i] += share * dPooled[from + i];
        if (dScores) product += dPooled[from + i] * values[at + i];
      }
      products[row - first] = product;
      mean += share * product;
    }
    if (!dScores) continue;
    for (let row = first; row <= last; row += 1) dScores[row] += shares[row - first] * (products[row - first] - mean);
  }
}

/** How much each row of a span counts; they add up to 1. */
export function spanShares(first: number, last: number, scores?: Numbers): Float64Array {
  const shares = new Float64Array(last - first + 1);
  if (scores === undefined) return shares.fill(1 / shares.length);
  let largest = -Infinity;
  for (let row = first; row <= last; row += 1) largest = Math.max(largest, scores[row]);
  let total = 0;
  for (let row = first; row <= last; row += 1) total += shares[row - first] = Math.exp(scores[row] - largest);
  for (let i = 0; i < shares.length; i += 1) shares[i] /= total;
  return shares;
}
