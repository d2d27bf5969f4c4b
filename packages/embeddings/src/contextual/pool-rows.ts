/** How vectors of tokens become one: their mean, `[CLS]`'s, or the largest value of each dimension. */
export type Pooling = 'mean' | 'cls' | 'max';

/** One vector [width] from rows [start, end) of a matrix of this width. */
export function poolRows(
  rows: Float32Array,
  width: number,
  start: number,
  end: number,
  pooling: Pooling,
): Float32Array {
  if (pooling === 'cls') return rows.slice(start * width, (start + 1) * width);
  if (pooling === 'max') {
    const largest = rows.slice(start * width, (start + 1) * width);
    for (let row = start + 1; row < end; row += 1) {
      for (let i = 0; i < width; i += 1) largest[i] = Math.max(largest[i], rows[row * width + i]);
    }
    return largest;
  }
  // Sums in float64: the mean of many rows is as exact as that of a few.
  const sum = new Float64Array(width);
  for (let row = start; row < end; row += 1) {
    const from = row * width;
    for (let i = 0; i < width; i += 1) sum[i] += rows[from + i];
  }
  const mean = new Float32Array(width);
  for (let i = 0; i < width; i += 1) mean[i] = sum[i] / (end - start);
  return mean;
}
