import { normalize } from '../contextual/normalize.js';

/** A matrix [n, width], every row divided by its length: cosines become products. */
export function unitRows(values: Float32Array, width: number): Float32Array {
  const unit = values.slice();
  for (let at = 0; at < unit.length; at += width) normalize(unit.subarray(at, at + width));
  return unit;
}
