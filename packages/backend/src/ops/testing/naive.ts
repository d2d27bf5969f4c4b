import type { NumberArray } from './check-operation.js';

/** x weight^T + bias. */
export function naiveLinear(x: NumberArray, weight: NumberArray, bias?: NumberArray): Float64Array {
  const [n, inner] = x.shape;
  const [columns] = weight.shape;
  const y = new Float64Array(n * columns);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < columns; j += 1) {
      let total = bias?.values[j] ?? 0;
      for (let k = 0; k < inner; k += 1) total += x.values[i * inner + k] * weight.values[j * inner + k];
      y[i * columns + j] = total;
    }
  }
  return y;
}

/** Layer normalisation of rows. */
export function naiveLayerNorm(
  x: Float64Array,
  gamma: Float64Array,
  beta: Float64Array,
  epsilon: number,
): Float64Array {
  const width = gamma.length;
  const y = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += width) {
    const row = x.subarray(start, start + width);
    const mean = row.reduce((total, value) => total + value, 0) / width;
    const variance = row.reduce((total, value) => total + (value - mean) ** 2, 0) / width;
    row.forEach((value, j) => (y[start + j] = ((value - mean) / Math.sqrt(variance + epsilon)) * gamma[j] + beta[j]));
  }
  return y;
}

/** The cross-entropy of each row's softmax with its label, summed. */
export function naiveCrossEntropy(logits: Float64Array, labels: readonly number[]): number {
  const width = logits.length / labels.length;
  return labels.reduce((total, label, i) => {
    const row = logits.subarray(i * width, (i + 1) * width);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = row.reduce((all, value) => all + Math.exp(value - largest), 0);
    return total + Math.log(sum) + largest - row[label];
  }, 0);
}

/** erf to float64's precision: a series near 0, the integral of the density by Simpson's rule would do as well. */
export function erf(x: number): number {
  let term = x;
  let total = x;
  for (let k = 1; k < 200; k += 1) {
    term *= (-x * x) / k;
    total += term / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}
