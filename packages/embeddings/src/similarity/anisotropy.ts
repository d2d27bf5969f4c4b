import { unitRows } from './unit-rows.js';

/** How much vectors point the same way. */
export interface Anisotropy {
  /** Mean cosine of all pairs: 0 for vectors in every direction, near 1 for vectors in a narrow cone (Ethayarajh, 2019). */
  readonly raw: number;
  /** The same after their mean is taken off each. */
  readonly centred: number;
}

/** The anisotropy of a table [n, width], n of at least 2, over all pairs of rows. */
export function anisotropy(values: Float32Array, width: number): Anisotropy {
  return { raw: meanCosine(values, width), centred: meanCosine(centre(values, width), width) };
}

/** The rows of a table less their mean. */
export function centre(values: Float32Array, width: number): Float32Array {
  const mean = columnSums(values, width).map((sum) => sum / (values.length / width));
  return values.map((value, i) => value - mean[i % width]);
}

/** The squared length of the sum of unit rows is their number plus the cosines of all ordered pairs: no pair needs to be looked at. */
function meanCosine(values: Float32Array, width: number): number {
  const unit = unitRows(values, width);
  const rows = values.length / width;
  const square = columnSums(unit, width).reduce((total, sum) => total + sum * sum, 0);
  let own = 0;
  for (let i = 0; i < unit.length; i += 1) own += unit[i] * unit[i];
  return (square - own) / (rows * (rows - 1));
}

function columnSums(values: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < values.length; i += 1) sums[i % width] += values[i];
  return sums;
}
