const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** float16 bits to a number, exactly (IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits). */
export function float16ToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** A number to float16 bits, rounded to nearest, ties to even; what is too large becomes infinity. */
export function numberToFloat16(value: number): number {
  float[0] = value;
  const sign = (bits[0] >>> 16) & 0x8000;
  const magnitude = Math.abs(float[0]);
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  // 65520 is halfway between the largest float16 and the next power of two; from there on rounding goes up.
  if (magnitude >= 65520) return sign | 0x7c00;
  const exponent = Math.max(((bits[0] >>> 23) & 0xff) - 127, -14);
  // Both steps are exact: scaling by a power of two, and adding the exponent field to a fraction that may carry into it.
  const units = roundHalfEven(magnitude * 2 ** (10 - exponent));
  return sign | (units + (exponent + 14) * 1024);
}

/** bfloat16 bits to a number: the upper half of a float32. */
export function bfloat16ToNumber(half: number): number {
  bits[0] = half << 16;
  return float[0];
}

/** A number to bfloat16 bits, rounded to nearest, ties to even. */
export function numberToBfloat16(value: number): number {
  float[0] = value;
  if (Number.isNaN(value)) return ((bits[0] >>> 16) & 0x8000) | 0x7fc0;
  const word = bits[0];
  return ((word + 0x7fff + ((word >>> 16) & 1)) >>> 16) & 0xffff;
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
