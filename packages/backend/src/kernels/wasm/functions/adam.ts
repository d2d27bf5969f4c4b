import type { FunctionBuilder } from '../assembler/function-builder.js';
import { add } from '../assembler/integers.js';
import type { Lanes } from '../assembler/lanes.js';
import type { ModuleBuilder } from '../assembler/module-builder.js';
import { make, type Local, type Value } from '../assembler/value.js';
import { doubles, shuffleLanes } from '../assembler/vectors.js';
import { eachElement, parameters, pick, type AnyLanes, type LaneValue } from './elements.js';

/** Floats that `adamUpdate` takes after its addresses, in order. */
const SETTINGS = 9;

/**
 * Adds the steps of optimizers:
 *
 * - `adamUpdate` (update, parameter, gradient, first, second, count; gradientScale, beta1, 1 - beta1, beta2, 1 - beta2,
 *   1 / correction1, 1 / sqrt(correction2), epsilon, weightDecay: f32): updates both moments and writes the update, as `adamwStep` has it
 * - `addScaled` (y, x, count, factor: f32): y += factor x
 * - `sumOfSquares` (x, count): f64, summed in float64
 */
export function defineAdam(module: ModuleBuilder, vector: Lanes<'v128'>): void {
  module.define('adamUpdate', [...new Array<'i32'>(6).fill('i32'), ...new Array<'f32'>(SETTINGS).fill('f32')], (f) => {
    const [update, parameter, gradient, first, second, count] = parameters(f, 6);
    const [scale, beta1, rest1, beta2, rest2, correction1, correction2, epsilon, decay] = both(f, vector, 6, SETTINGS);
    eachElement(f, vector, count, (lanes, offset) => {
      const value = f.local(lanes.multiply(lanes.load(add(gradient, offset)), scale(lanes)));
      const m = lanes.multiplyAdd(lanes.load(add(first, offset)), beta1(lanes), lanes.multiply(value, rest1(lanes)));
      const mean = f.local(m);
      const square = lanes.multiply(lanes.multiply(value, value), rest2(lanes));
      const spread = f.local(lanes.multiplyAdd(lanes.load(add(second, offset)), beta2(lanes), square));
      lanes.store(f, add(first, offset), mean);
      lanes.store(f, add(second, offset), spread);
      const root = lanes.multiplyAdd(lanes.squareRoot(spread), correction2(lanes), epsilon(lanes));
      const step = lanes.divide(lanes.multiply(mean, correction1(lanes)), root);
      const result = lanes.multiplyAdd(lanes.load(add(parameter, offset)), decay(lanes), step);
      lanes.store(f, add(update, offset), result);
    });
  });
  module.define('addScaled', ['i32', 'i32', 'i32', 'f32'], (f) => {
    const [y, x, count] = parameters(f, 3);
    const [factor] = both(f, vector, 3, 1);
    eachElement(f, vector, count, (lanes, offset) => {
      const to = f.local(add(y, offset));
      lanes.store(f, to, lanes.multiplyAdd(lanes.load(add(x, offset)), factor(lanes), lanes.load(to)));
    });
  });
  module.define(
    'sumOfSquares',
    ['i32', 'i32'],
    (f) => {
      const [x, count] = parameters(f, 2);
      const sums = f.local(doubles.zero());
      eachElement(f, vector, count, (lanes, offset) => {
        const loaded = lanes.load(add(x, offset)) as Value;
        const four = f.local(lanes.count === 4 ? (loaded as Value<'v128'>) : onlyFirst(loaded as Value<'f32'>));
        for (const pair of [four, shuffleLanes(four, four, [2, 3, 0, 1])]) {
          const wide = f.local(doubles.widen(pair));
          f.set(sums, doubles.add(sums, doubles.multiply(wide, wide)));
        }
      });
      f.give(make('f64', [doubles.lane(sums, 0), doubles.lane(sums, 1)], 0xa0));
    },
    'f64',
  );

  /** A float in the first lane, 0 in the others. */
  function onlyFirst(value: Value<'f32'>): Value<'v128'> {
    return make('v128', [vector.constant(0), value], 0xfd, 32, 0);
  }
}

/** float32 arguments as lanes of either width. */
function both(
  f: FunctionBuilder,
  vector: Lanes<'v128'>,
  from: number,
  count: number,
): ((lanes: AnyLanes) => LaneValue)[] {
  return parameters<'f32'>(f, count, from).map((one: Local<'f32'>) => {
    const four = f.local(vector.splat(one));
    return (lanes) => pick(lanes, one, four);
  });
}
