import type { GeluForm } from '../../../ops/gelu.js';
import type { FunctionBuilder } from '../assembler/function-builder.js';
import { add, multiply } from '../assembler/integers.js';
import type { Lanes } from '../assembler/lanes.js';
import type { ModuleBuilder } from '../assembler/module-builder.js';
import { eachElement, parameters, type AnyLanes, type LaneValue } from './elements.js';
import { exponential } from './exponential.js';

/** The standard normal distribution function and density, or what stands for them in the tanh form. */
type Curve = (
  f: FunctionBuilder,
  lanes: AnyLanes,
  z: LaneValue,
) => { readonly share: LaneValue; readonly slope: LaneValue };

/** Coefficients of erfc by Abramowitz and Stegun, 7.1.26: absolute error below 1.5e-7. */
const ERFC = [-1.453152027, 1.421413741, -0.284496736, 0.254829592];

/** share = Phi(z), slope = d(z Phi(z)) / dz = Phi(z) + z phi(z). */
const byErf: Curve = (f, lanes, z) => {
  const one = lanes.constant(1);
  const size = f.local(lanes.absolute(z));
  const t = f.local(lanes.divide(one, lanes.multiplyAdd(size, lanes.constant(0.3275911 * Math.SQRT1_2), one)));
  const bell = exponential(f, lanes, lanes.multiply(lanes.multiply(z, z), lanes.constant(-0.5)));
  const tail = f.local(lanes.constant(1.061405429));
  for (const coefficient of ERFC) f.set(tail, lanes.multiplyAdd(tail, t, lanes.constant(coefficient)));
  f.set(tail, lanes.multiply(lanes.multiply(tail, t), lanes.multiply(bell, lanes.constant(0.5))));
  const share = f.local(lanes.whereLess(z, lanes.constant(0), tail, lanes.subtract(one, tail)));
  const density = lanes.multiply(bell, lanes.constant(1 / Math.sqrt(2 * Math.PI)));
  return { share, slope: lanes.multiplyAdd(z, density, share) };
};

/** share = (1 + tanh u) / 2 = 1 - 1 / (e^2u + 1) with u = sqrt(2 / pi) (z + 0.044715 z^3). */
const byTanh: Curve = (f, lanes, z) => {
  const one = lanes.constant(1);
  const scale = Math.sqrt(2 / Math.PI);
  const square = f.local(lanes.multiply(z, z));
  const u = lanes.multiply(z, lanes.multiplyAdd(square, lanes.constant(scale * 0.044715), lanes.constant(scale)));
  const power = exponential(f, lanes, lanes.multiply(u, lanes.constant(2)));
  const rest = f.local(lanes.divide(one, lanes.add(power, one)));
  const share = f.local(lanes.subtract(one, rest));
  const inner = lanes.multiplyAdd(square, lanes.constant(3 * 0.044715 * scale), lanes.constant(scale));
  const bend = lanes.multiply(lanes.multiply(lanes.multiply(z, inner), lanes.constant(2)), lanes.multiply(share, rest));
  return { share, slope: lanes.add(share, bend) };
};

/** Adds `<form>` and `<form>Gradient`: (y, x, bias, rows, width) and (dx, dy, x, bias, rows, width). */
export function defineGelu(module: ModuleBuilder, vector: Lanes<'v128'>): void {
  const curves: Readonly<Record<GeluForm, Curve>> = { erf: byErf, tanh: byTanh };
  for (const [form, curve] of Object.entries(curves)) {
    module.define(`${form}Gelu`, ['i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
      const [y, x, bias, rows, width] = parameters(f, 5);
      f.loop(0, rows, 1, (row) => {
        const start = f.local(multiply(multiply(row, width), 4));
        eachElement(f, vector, width, (lanes, offset) => {
          const at = f.local(add(start, offset));
          const z = f.local(lanes.add(lanes.load(add(x, at)), lanes.load(add(bias, offset))));
          lanes.store(f, add(y, at), lanes.multiply(z, curve(f, lanes, z).share));
        });
      });
    });
    module.define(`${form}GeluGradient`, ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], (f) => {
      const [dx, dy, x, bias, rows, width] = parameters(f, 6);
      f.loop(0, rows, 1, (row) => {
        const start = f.local(multiply(multiply(row, width), 4));
        eachElement(f, vector, width, (lanes, offset) => {
          const at = f.local(add(start, offset));
          const z = f.local(lanes.add(lanes.load(add(x, at)), lanes.load(add(bias, offset))));
          const { slope } = curve(f, lanes, z);
          lanes.store(f, add(dx, at), lanes.multiply(lanes.load(add(dy, at)), slope));
        });
      });
    });
  }
}
