import { expect } from 'vitest';

/** How far numbers may be from those expected. */
export interface Tolerance {
  /** Relative to the number expected. */
  readonly relative: number;
  /** Relative to the largest finite number expected of the tensor, for sums whose terms cancel. */
  readonly ofLargest?: number;
  readonly absolute?: number;
}

/** Asserts that two lists of numbers agree; a NaN or infinity must be just there. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, ofLargest = 0, absolute = 2e-38 }: Tolerance,
  what: string,
): void {
  expect(actual.length, `${what}: elements`).toBe(expected.length);
  let largest = 0;
  for (let i = 0; i < expected.length; i += 1)
    if (Number.isFinite(expected[i])) largest = Math.max(largest, Math.abs(expected[i]));
  for (let i = 0; i < expected.length; i += 1) {
    const allowed = relative * Math.abs(expected[i]) + ofLargest * largest + absolute;
    if (Object.is(actual[i], expected[i]) || Math.abs(actual[i] - expected[i]) <= allowed) continue;
    expect.fail(`${what}: element ${i} is ${actual[i]}, expected ${expected[i]} within ${allowed}`);
  }
}
