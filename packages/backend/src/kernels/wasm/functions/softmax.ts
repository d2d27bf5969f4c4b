import type { FunctionBuilder } from '../assembler/function-builder.js';
import { add, loadInteger, minimum, multiply, type Integer } from '../assembler/integers.js';
import { scalarLanes, type Lanes } from '../assembler/lanes.js';
import type { ModuleBuilder } from '../assembler/module-builder.js';
import { make, type Local, type Value } from '../assembler/value.js';
import { largestLane } from '../assembler/vectors.js';
import { eachElement, parameters, pick, sumOver } from './elements.js';
import { exponential } from './exponential.js';

/**
 * Adds the row functions of attention and of cross-entropy:
 *
 * - `attentionSoftmax` (scores, length, causal, largest, totals, scale: f32): each row of [length, length] becomes
 *   softmax(scale * row), 0 after the diagonal when causal; its largest scaled score and sum of exponentials are written out
 * - `attentionProbabilities` (scores, length, causal, logsumexps, scale: f32): the same again from log-sum-exps
 * - `attentionScoresGradient` (dprobabilities, probabilities, length, scale: f32): dscores in the place of dprobabilities
 * - `crossEntropy` (logits, labels, rows, width, largest, totals, firsts, withGradient): each row's largest logit, sum of exponentials and
 *   index of the largest; with a gradient, logits become softmax(logits) minus the one-hot labels
 */
export function defineSoftmax(module: ModuleBuilder, vector: Lanes<'v128'>): void {
  module.define('attentionSoftmax', ['i32', 'i32', 'i32', 'i32', 'i32', 'f32'], (f) => {
    const [scores, length, causal, largests, totals] = parameters(f, 5);
    const scale = f.parameter<'f32'>(5);
    const scaleLanes = f.local(vector.splat(scale));
    const at = f.local(add(scores, 0));
    f.loop(0, length, 1, (row) => {
      const visible = f.local(visibleOf(f, row, length, causal));
      const unscaled = largestOver(f, vector, at, visible);
      const largest = f.local(scalarLanes.multiply(unscaled, scale));
      const largestLanes = f.local(vector.splat(largest));
      const total = sumOver(f, vector, visible, (lanes, offset) => {
        const to = f.local(add(at, offset));
        const scaled = lanes.multiply(lanes.load(to), pick(lanes, scale, scaleLanes));
        const value = exponential(f, lanes, lanes.subtract(scaled, pick(lanes, largest, largestLanes)));
        lanes.store(f, to, value);
        return value;
      });
      multiplyRow(f, vector, at, visible, scalarLanes.divide(scalarLanes.constant(1), total));
      zeroFrom(f, at, visible, length);
      scalarLanes.store(f, add(largests, multiply(row, 4)), largest);
      scalarLanes.store(f, add(totals, multiply(row, 4)), total);
      f.set(at, add(at, multiply(length, 4)));
    });
  });
  module.define('attentionProbabilities', ['i32', 'i32', 'i32', 'i32', 'f32'], (f) => {
    const [scores, length, causal, logsumexps] = parameters(f, 4);
    const scale = f.parameter<'f32'>(4);
    const scaleLanes = f.local(vector.splat(scale));
    const at = f.local(add(scores, 0));
    f.loop(0, length, 1, (row) => {
      const visible = f.local(visibleOf(f, row, length, causal));
      const shift = f.local(scalarLanes.load(add(logsumexps, multiply(row, 4))));
      const shiftLanes = f.local(vector.splat(shift));
      eachElement(f, vector, visible, (lanes, offset) => {
        const to = f.local(add(at, offset));
        const scaled = lanes.multiply(lanes.load(to), pick(lanes, scale, scaleLanes));
        lanes.store(f, to, exponential(f, lanes, lanes.subtract(scaled, pick(lanes, shift, shiftLanes))));
      });
      zeroFrom(f, at, visible, length);
      f.set(at, add(at, multiply(length, 4)));
    });
  });
  module.define('attentionScoresGradient', ['i32', 'i32', 'i32', 'f32'], (f) => {
    const [gradients, probabilities, length] = parameters(f, 3);
    const scale = f.parameter<'f32'>(3);
    const scaleLanes = f.local(vector.splat(scale));
    f.loop(0, length, 1, () => {
      const mean = sumOver(f, vector, length, (lanes, offset) =>
        lanes.multiply(lanes.load(add(gradients, offset)), lanes.load(add(probabilities, offset))),
      );
      const meanLanes = f.local(vector.splat(mean));
      eachElement(f, vector, length, (lanes, offset) => {
        const to = f.local(add(gradients, offset));
        const centred = lanes.subtract(lanes.load(to), pick(lanes, mean, meanLanes));
        const scaled = lanes.multiply(lanes.load(add(probabilities, offset)), pick(lanes, scale, scaleLanes));
        lanes.store(f, to, lanes.multiply(centred, scaled));
      });
      f.set(gradients, add(gradients, multiply(length, 4)));
      f.set(probabilities, add(probabilities, multiply(length, 4)));
    });
  });
  module.define('crossEntropy', new Array<'i32'>(8).fill('i32'), (f) => {
    const [logits, labels, rows, width, largests, totals, firsts, withGradient] = parameters(f, 8);
    const at = f.local(add(logits, 0));
    f.loop(0, rows, 1, (row) => {
      const largest = largestOver(f, vector, at, width);
      const largestLanes = f.local(vector.splat(largest));
      storeInteger(f, add(firsts, multiply(row, 4)), firstEqual(f, at, width, largest));
      const total = sumOver(f, vector, width, (lanes, offset) => {
        const to = f.local(add(at, offset));
        const value = exponential(f, lanes, lanes.subtract(lanes.load(to), pick(lanes, largest, largestLanes)));
        f.when(withGradient, () => lanes.store(f, to, value));
        return value;
      });
      f.when(withGradient, () => {
        multiplyRow(f, vector, at, width, scalarLanes.divide(scalarLanes.constant(1), total));
        const label = f.local(add(at, multiply(loadInteger(add(labels, multiply(row, 4))), 4)));
        scalarLanes.store(f, label, scalarLanes.subtract(scalarLanes.load(label), scalarLanes.constant(1)));
      });
      scalarLanes.store(f, add(largests, multiply(row, 4)), largest);
      scalarLanes.store(f, add(totals, multiply(row, 4)), total);
      f.set(at, add(at, multiply(width, 4)));
    });
  });
}

/** How many columns a row sees. */
function visibleOf(f: FunctionBuilder, row: Local<'i32'>, length: Value<'i32'>, causal: Value<'i32'>): Value<'i32'> {
  const visible = f.local(length);
  f.when(causal, () => f.set(visible, minimum(length, add(row, 1))));
  return visible;
}

function largestOver(f: FunctionBuilder, vector: Lanes<'v128'>, at: Value<'i32'>, count: Integer): Local<'f32'> {
  const four = f.local(vector.constant(-Infinity));
  const one = f.local(scalarLanes.constant(-Infinity));
  eachElement(f, vector, count, (lanes, offset) => {
    const largest = pick(lanes, one, four);
    f.set(largest, lanes.maximum(largest, lanes.load(add(at, offset))));
  });
  return f.local(scalarLanes.maximum(largestLane(four), one));
}

/** The first index whose element equals `value`; 0 when none does (NaN). */
function firstEqual(f: FunctionBuilder, at: Value<'i32'>, width: Value<'i32'>, value: Value<'f32'>): Value<'i32'> {
  const found = f.local(add(0, 0));
  const pending = f.local(add(1, 0));
  f.loop(0, width, 1, (index) => {
    f.when(make('i32', [scalarLanes.load(add(at, multiply(index, 4))), value], 0x5b), () => {
      f.when(pending, () => {
        f.set(found, index);
        f.set(pending, add(0, 0));
      });
    });
  });
  return found;
}

function multiplyRow(
  f: FunctionBuilder,
  vector: Lanes<'v128'>,
  at: Value<'i32'>,
  count: Integer,
  factor: Value<'f32'>,
): void {
  const one = f.local(factor);
  const four = f.local(vector.splat(one));
  eachElement(f, vector, count, (lanes, offset) => {
    const to = f.local(add(at, offset));
    lanes.store(f, to, lanes.multiply(lanes.load(to), pick(lanes, one, four)));
  });
}

function zeroFrom(f: FunctionBuilder, at: Value<'i32'>, from: Integer, to: Integer): void {
  f.loop(from, to, 1, (index) => scalarLanes.store(f, add(at, multiply(index, 4)), scalarLanes.constant(0)));
}

function storeInteger(f: FunctionBuilder, address: Value<'i32'>, value: Value<'i32'>): void {
  f.emit([address, value], 0x36, 2, 0);
}
