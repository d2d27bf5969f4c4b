/** A copy of `array` with room for at least `needed` entries; the capacity at least doubles, so that growing stays linear. */
export function growInt32(array: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(needed, array.length * 2));
  grown.set(array);
  return grown;
}

/** As {@link growInt32}. */
export function growUint16(array: Uint16Array<ArrayBuffer>, needed: number): Uint16Array<ArrayBuffer> {
  const grown = new Uint16Array(Math.max(needed, array.length * 2));
  grown.set(array);
  return grown;
}

/** As {@link growInt32}. */
export function growFloat64(array: Float64Array<ArrayBuffer>, needed: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(Math.max(needed, array.length * 2));
  grown.set(array);
  return grown;
}
