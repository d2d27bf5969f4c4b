import type { FunctionBuilder } from '../assembler/function-builder.js';
import type { Lanes } from '../assembler/lanes.js';
import type { Local, Value } from '../assembler/value.js';

const POLYNOMIAL = [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1];

/**
 * e^x to the last bit or so: x = n ln 2 + r, a polynomial of r, times 2^n (the reduction and coefficients of Cephes' expf). Arguments are
 * cut to [-87.3, 88.3], so results are finite and not 0; NaN stays NaN.
 */
export function exponential<T extends 'f32' | 'v128'>(f: FunctionBuilder, lanes: Lanes<T>, x: Value<T>): Local<T> {
  const cut = f.local(lanes.minimum(lanes.maximum(x, lanes.constant(-87.3)), lanes.constant(88.3)));
  const n = f.local(lanes.nearest(lanes.multiply(cut, lanes.constant(Math.LOG2E))));
  const upper = f.local(lanes.subtract(cut, lanes.multiply(n, lanes.constant(0.693359375))));
  const r = f.local(lanes.add(upper, lanes.multiply(n, lanes.constant(2.1219444e-4))));
  const y = f.local(lanes.constant(1.98756915e-4));
  for (const coefficient of POLYNOMIAL) f.set(y, lanes.multiplyAdd(y, r, lanes.constant(coefficient)));
  f.set(y, lanes.multiplyAdd(lanes.multiply(y, r), r, lanes.add(r, lanes.constant(1))));
  return f.local(lanes.multiply(y, lanes.powerOfTwo(n)));
}
