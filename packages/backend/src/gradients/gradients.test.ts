import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { compareWithNaive, type OperationCase } from '../ops/testing/check-operation.js';
import { describeEachBackend } from '../ops/testing/each-backend.js';

type Unary = readonly [tf: (x: tf.Tensor) => tf.Tensor, plain: (x: number) => number, from?: number, to?: number];

/** Elementwise functions, tried between two bounds. */
const unary: Readonly<Record<string, Unary>> = {
  abs: [tf.abs, Math.abs],
  clipByValue: [(x) => tf.clipByValue(x, -0.5, 0.7), (x) => Math.min(Math.max(x, -0.5), 0.7)],
  cos: [tf.cos, Math.cos],
  elu: [tf.elu, (x) => (x > 0 ? x : Math.expm1(x))],
  exp: [tf.exp, Math.exp],
  expm1: [tf.expm1, Math.expm1],
  leakyRelu: [(x) => tf.leakyRelu(x, 0.2), (x) => (x > 0 ? x : 0.2 * x)],
  log: [tf.log, Math.log, 0.2, 3],
  log1p: [tf.log1p, Math.log1p, -0.5, 3],
  neg: [tf.neg, (x) => -x],
  reciprocal: [tf.reciprocal, (x) => 1 / x, 0.3, 3],
  relu: [tf.relu, (x) => Math.max(x, 0)],
  rsqrt: [tf.rsqrt, (x) => 1 / Math.sqrt(x), 0.3, 3],
  sigmoid: [tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
  sin: [tf.sin, Math.sin],
  softplus: [tf.softplus, (x) => Math.log1p(Math.exp(x))],
  sqrt: [tf.sqrt, Math.sqrt, 0.3, 3],
  square: [tf.square, (x) => x * x],
  tanh: [tf.tanh, Math.tanh],
};

type Binary = readonly [tf: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, plain: (a: number, b: number) => number];

/** Functions of two tensors, tried on positive values. */
const binary: Readonly<Record<string, Binary>> = {
  add: [tf.add, (a, b) => a + b],
  sub: [tf.sub, (a, b) => a - b],
  mul: [tf.mul, (a, b) => a * b],
  div: [tf.div, (a, b) => a / b],
  pow: [tf.pow, Math.pow],
  maximum: [tf.maximum, Math.max],
  minimum: [tf.minimum, Math.min],
  squaredDifference: [tf.squaredDifference, (a, b) => (a - b) ** 2],
};

const positive: OperationCase['draw'] = (stream) => 0.3 + 2 * stream.uniform();

/** Reductions, products and moves, each with what it does to [2, 3, 4] in plain indices. */
const others: Readonly<Record<string, OperationCase>> = {
  'sum along an axis': {
    shapes: [[2, 3, 4]],
    operation: (x) => tf.sum(x, 1),
    naive: ({ values }) => over([2, 4], ([i, k]) => [0, 1, 2].reduce((all, j) => all + values[at(i, j, k)], 0)),
  },
  'mean of all': {
    shapes: [[2, 3, 4]],
    operation: (x) => tf.mean(x),
    naive: ({ values }) => Float64Array.of(values.reduce((a, b) => a + b, 0) / 24),
  },
  'mean along an axis, kept': {
    shapes: [[2, 3, 4]],
    operation: (x) => tf.mean(x, -1, true),
    naive: ({ values }) => over([2, 3], ([i, j]) => [0, 1, 2, 3].reduce((all, k) => all + values[at(i, j, k)] / 4, 0)),
  },
  'max along an axis': {
    shapes: [[2, 3, 4]],
    operation: (x) => tf.max(x, 2),
    naive: ({ values }) => over([2, 3], ([i, j]) => Math.max(...[0, 1, 2, 3].map((k) => values[at(i, j, k)]))),
  },
  'min of all': {
    shapes: [[2, 3, 4]],
    operation: (x) => tf.min(x),
    naive: ({ values }) => Float64Array.of(Math.min(...values)),
  },
  cumsum: {
    shapes: [[2, 3, 4]],
    operation: (x) => tf.cumsum(x, 1),
    naive: ({ values }) =>
      over([2, 3, 4], ([i, j, k]) => [0, 1, 2].slice(0, j + 1).reduce((all, m) => all + values[at(i, m, k)], 0)),
  },
  'cumsum in reverse without itself': {
    shapes: [[5]],
    operation: (x) => tf.cumsum(x, 0, true, true),
    naive: ({ values }) => over([5], ([i]) => values.slice(i + 1).reduce((a, b) => a + b, 0)),
  },
  softmax: {
    shapes: [[3, 5]],
    operation: (x) => tf.softmax(x),
    naive: ({ values }) =>
      over([3, 5], ([i, j]) => {
        const row = values.slice(i * 5, i * 5 + 5).map(Math.exp);
        return row[j] / row.reduce((a, b) => a + b, 0);
      }),
  },
  logSumExp: {
    shapes: [[3, 5]],
    operation: (x) => tf.logSumExp(x, 1),
    naive: ({ values }) =>
      over([3], ([i]) => Math.log(values.slice(i * 5, i * 5 + 5).reduce((all, value) => all + Math.exp(value), 0))),
  },
  transpose: {
    shapes: [[2, 3, 4]],
    operation: (x) => tf.transpose(x, [2, 0, 1]),
    naive: ({ values }) => over([4, 2, 3], ([k, i, j]) => values[at(i, j, k)]),
  },
  reshape: { shapes: [[2, 3, 4]], operation: (x) => tf.reshape(x, [6, 4]), naive: ({ values }) => values.slice() },
  expandDims: { shapes: [[2, 3]], operation: (x) => tf.expandDims(x, 1), naive: ({ values }) => values.slice() },
  reverse: {
    shapes: [[2, 3, 4]],
    operation: (x) => tf.reverse(x, [1]),
    naive: ({ values }) => over([2, 3, 4], ([i, j, k]) => values[at(i, 2 - j, k)]),
  },
  slice: {
    shapes: [[2, 3, 4]],
    operation: (x) => tf.slice(x, [0, 1, 1], [2, 2, 2]),
    naive: ({ values }) => over([2, 2, 2], ([i, j, k]) => values[at(i, j + 1, k + 1)]),
  },
  pad: {
    shapes: [[2, 3]],
    operation: (x) =>
      tf.pad(x, [
        [1, 0],
        [0, 2],
      ]),
    naive: ({ values }) => over([3, 5], ([i, j]) => (i === 0 || j > 2 ? 0 : values[(i - 1) * 3 + j])),
  },
  tile: {
    shapes: [[2, 3]],
    operation: (x) => tf.tile(x, [2, 3]),
    naive: ({ values }) => over([4, 9], ([i, j]) => values[(i % 2) * 3 + (j % 3)]),
  },
  concat: {
    shapes: [
      [2, 3],
      [2, 1],
      [2, 2],
    ],
    operation: (...parts) => tf.concat(parts, 1),
    naive: (a, b, c) =>
      over([2, 6], ([i, j]) => (j < 3 ? a.values[i * 3 + j] : j < 4 ? b.values[i] : c.values[i * 2 + j - 4])),
  },
  stack: {
    shapes: [[3], [3]],
    operation: (...parts) => tf.stack(parts, 1),
    naive: (a, b) => over([3, 2], ([i, j]) => (j === 0 ? a : b).values[i]),
  },
  'unstack, one part used': {
    shapes: [[2, 3]],
    operation: (x) => tf.unstack(x, 1)[1],
    naive: ({ values }) => over([2], ([i]) => values[i * 3 + 1]),
  },
  'split, two parts used': {
    shapes: [[2, 6]],
    operation: (x) => {
      const [first, , last] = tf.split(x, 3, 1);
      return tf.mul(first, last);
    },
    naive: ({ values }) => over([2, 2], ([i, j]) => values[i * 6 + j] * values[i * 6 + 4 + j]),
  },
  'gather along the first axis': {
    shapes: [[4, 3]],
    operation: (x) => tf.gather(x, tf.tensor1d([2, 0, 2], 'int32')),
    naive: ({ values }) => over([3, 3], ([i, j]) => values[[2, 0, 2][i] * 3 + j]),
  },
  'gather along another axis': {
    shapes: [[2, 3, 4]],
    operation: (x) => tf.gather(x, tf.tensor1d([3, 1, 3], 'int32'), 2),
    naive: ({ values }) => over([2, 3, 3], ([i, j, k]) => values[at(i, j, [3, 1, 3][k])]),
  },
  unsortedSegmentSum: {
    shapes: [[4, 2]],
    operation: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1, 2], 'int32'), 3),
    naive: ({ values }) =>
      over([3, 2], ([s, j]) => [1, 0, 1, 2].reduce((all, id, i) => all + (id === s ? values[i * 2 + j] : 0), 0)),
  },
  where: {
    shapes: [[4], [4]],
    operation: (a, b) => tf.where(tf.tensor1d([1, 0, 0, 1], 'bool'), a, b),
    naive: (a, b) => over([4], ([i]) => (i === 0 || i === 3 ? a : b).values[i]),
  },
  addN: {
    shapes: [[3], [3], [3]],
    operation: (...parts) => tf.addN(parts),
    naive: (a, b, c) => over([3], ([i]) => a.values[i] + b.values[i] + c.values[i]),
  },
  'steps are flat': {
    shapes: [[6]],
    operation: (x) => tf.mul(x, tf.cast(tf.greater(x, 0), 'float32')),
    naive: ({ values }) => values.map((x) => Math.max(x, 0)),
  },
  'matMul, broadcast over a batch': {
    shapes: [
      [2, 3, 4],
      [1, 4, 5],
    ],
    operation: (a, b) => tf.matMul(a, b),
    naive: (a, b) => over([2, 3, 5], ([i, j, k]) => dot((m) => a.values[at(i, j, m)] * b.values[m * 5 + k], 4)),
  },
  ...Object.fromEntries(
    [0, 1, 2, 3].map((kind): [string, OperationCase] => {
      const [ta, tb] = [kind % 2 === 1, kind > 1];
      return [
        `matMul, ${ta ? 'a' : 'no a'} and ${tb ? 'b' : 'no b'} transposed`,
        {
          shapes: [ta ? [7, 5] : [5, 7], tb ? [9, 7] : [7, 9]],
          operation: (a, b) => tf.matMul(a, b, ta, tb),
          naive: (a, b) =>
            over([5, 9], ([i, j]) =>
              dot((m) => a.values[ta ? m * 5 + i : i * 7 + m] * b.values[tb ? j * 7 + m : m * 9 + j], 7),
            ),
        },
      ];
    }),
  ),
};

/** Place in [2, 3, 4]. */
function at(i: number, j: number, k: number): number {
  return (i * 3 + j) * 4 + k;
}

function dot(term: (m: number) => number, length: number): number {
  return Array.from({ length }, (_, m) => term(m)).reduce((a, b) => a + b, 0);
}

/** A value for each index of a shape. */
function over(shape: readonly number[], value: (index: number[]) => number): Float64Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return Float64Array.from({ length: size }, (_, flat) => {
    const index: number[] = [];
    let rest = flat;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      index.unshift(rest % shape[axis]);
      rest = Math.floor(rest / shape[axis]);
    }
    return value(index);
  });
}

function expectClose(one: OperationCase): void {
  const { forward, gradients, leaked } = compareWithNaive({
    ...one,
    operation: (...given) => tf.tidy(() => one.operation(...given)),
  });
  expect(forward, 'forward').toBeLessThan(2e-5);
  gradients.forEach((gradient, i) => expect(gradient, `gradient of input ${i}`).toBeLessThan(4e-5));
  expect(leaked, 'tensors left over').toBe(0);
}

describeEachBackend('gradients of tfjs operations', () => {
  it.each(Object.entries(unary))('%s', (_, [operation, plain, from = -2, to = 2]) => {
    const draw: OperationCase['draw'] = (stream) => from + (to - from) * stream.uniform();
    expectClose({ shapes: [[3, 5]], operation, naive: ({ values }) => values.map(plain), draw });
  });

  describe.each(Object.entries(binary))('%s', (_, [operation, plain]) => {
    it('of equal shapes', () => {
      const naive: OperationCase['naive'] = (a, b) => a.values.map((value, i) => plain(value, b.values[i]));
      expectClose({ shapes: [[2, 3], [2, 3]], operation, naive, draw: positive }); // prettier-ignore
    });
    it('broadcast', () => {
      const naive: OperationCase['naive'] = (a, b) => over([2, 3], ([i, j]) => plain(a.values[i], b.values[j]));
      expectClose({ shapes: [[2, 1], [3]], operation, naive, draw: positive });
    });
  });

  it.each(Object.entries(others))('%s', (_, one) => expectClose(one));
});
