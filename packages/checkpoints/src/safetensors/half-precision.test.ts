import { describe, expect, it } from 'vitest';
import { bfloat16ToNumber, float16ToNumber, numberToBfloat16, numberToFloat16 } from './half-precision.js';

describe('float16', () => {
  it('reads the values that IEEE 754 names', () => {
    const named: [number, number][] = [
      [0x0000, 0],
      [0x8000, -0],
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x0400, 2 ** -14],
      [0x0001, 2 ** -24],
      [0x3555, 0.333251953125],
      [0x7c00, Infinity],
      [0xfc00, -Infinity],
    ];
    for (const [half, value] of named) expect(float16ToNumber(half)).toBe(value);
    expect(float16ToNumber(0x7e00)).toBeNaN();
  });

  it('returns every one of the 65,536 patterns unchanged, NaN as one pattern', () => {
    for (let half = 0; half < 65536; half += 1) {
      const value = float16ToNumber(half);
      if (Number.isNaN(value)) expect(numberToFloat16(value) & 0x7fff).toBe(0x7e00);
      else if (numberToFloat16(value) !== half) throw new Error(`0x${half.toString(16)} came back changed`);
    }
  });

  it('rounds halfway cases to even and everything else to the nearest', () => {
    for (let half = 0; half < 0x7bff; half += 7) {
      const [below, above] = [float16ToNumber(half), float16ToNumber(half + 1)];
      const middle = (below + above) / 2;
      expect(numberToFloat16(middle)).toBe(half % 2 === 0 ? half : half + 1);
      expect(numberToFloat16(below + (above - below) * 0.25)).toBe(half);
      expect(numberToFloat16(below + (above - below) * 0.75)).toBe(half + 1);
    }
    expect([65519, 65520, 1e9].map((value) => numberToFloat16(value))).toEqual([0x7bff, 0x7c00, 0x7c00]);
    expect([2 ** -26, 2 ** -25, 2 ** -24].map(numberToFloat16)).toEqual([0, 0, 1]);
  });
});

describe('bfloat16', () => {
  it('is the upper half of a float32, rounded to even', () => {
    expect(bfloat16ToNumber(0x3f80)).toBe(1);
    expect(bfloat16ToNumber(0xff80)).toBe(-Infinity);
    expect(numberToBfloat16(1 + 2 ** -8)).toBe(0x3f80);
    expect(numberToBfloat16(1 + 3 * 2 ** -8)).toBe(0x3f82);
    expect(numberToBfloat16(1 + 2 ** -8 + 2 ** -20)).toBe(0x3f81);
    expect(numberToBfloat16(NaN)).toBe(0x7fc0);
  });

  it('returns every pattern unchanged', () => {
    for (let half = 0; half < 65536; half += 1) {
      const value = bfloat16ToNumber(half);
      if (!Number.isNaN(value) && numberToBfloat16(value) !== half)
        throw new Error(`0x${half.toString(16)} came back changed`);
    }
  });
});
