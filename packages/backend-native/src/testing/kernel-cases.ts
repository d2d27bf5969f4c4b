import type { Draw, Style } from './draw.js';
import type { Tolerance } from './expect-close.js';
import { floatTensor, sizeOf, type HostTensor } from './host-tensor.js';
import type { KernelCall } from './run-kernel.js';

/** Random calls of a kernel of tfjs. */
export interface KernelCase {
  readonly draw: (draw: Draw) => KernelCall;
  /** From tfjs's CPU kernel; the same bits where left out. */
  readonly tolerance?: Tolerance;
  /** The result where tfjs's CPU backend has no such kernel. */
  readonly expected?: (call: KernelCall) => HostTensor;
}

const rounding: Tolerance = { relative: 1e-6 };
const sums: Tolerance = { relative: 1e-5, ofLargest: 2e-6 };

const unary = (tolerance?: Tolerance): KernelCase => ({
  draw: (draw) => ({ inputs: { x: draw.floats(draw.shape(0, 4), 'extremes') } }),
  tolerance,
});

const binary: KernelCase = {
  draw: (draw) => {
    const shape = draw.shape(0, 4);
    const [wide, narrow] = [shape, draw.broadcastable(shape)].map((each) => draw.floats(each, 'extremes'));
    return { inputs: draw.boolean() ? { a: wide, b: narrow } : { a: narrow, b: wide } };
  },
};

/** A few tensors that agree but for their size along an axis. */
function alongAxis(draw: Draw): KernelCall {
  const shape = draw.shape(1, 4);
  const axis = draw.integer(0, shape.length - 1);
  const inputs = Array.from({ length: draw.integer(1, 4) }, () => draw.floats(shape.with(axis, draw.size())));
  return { inputs, attrs: { axis } };
}

/** x and attributes that name some of its axes. */
function someAxes(draw: Draw, attribute: string, least = 0): KernelCall {
  const shape = draw.shape(1, 4, least);
  const axes = shape.map((_, axis) => axis).filter(() => draw.boolean());
  const named = axes.map((axis) => (draw.boolean() ? axis : axis - shape.length));
  return { inputs: { x: draw.floats(shape) }, attrs: { [attribute]: named, keepDims: draw.boolean() } };
}

/** `[..., m, k]` and `[..., k, n]`, whose batch axes are the same or broadcast. */
function product(draw: Draw, style: Style = 'limits') {
  const [batch, transposeA, transposeB] = [
    draw.shape(0, 2, 1).map((size) => Math.min(size, 5)),
    draw.boolean(),
    draw.boolean(),
  ];
  const [rows, inner, columns] = [draw.size(), draw.size(1), draw.size()];
  const a = [...batch, ...(transposeA ? [inner, rows] : [rows, inner])];
  const b = [...(draw.boolean() ? batch : batch.map(() => 1)), ...(transposeB ? [columns, inner] : [inner, columns])];
  const inputs = { a: draw.floats(a, style), b: draw.floats(b, style) };
  return { inputs, attrs: { transposeA, transposeB }, columns };
}

const like: KernelCase = {
  draw: (draw) => ({ inputs: { x: draw.pick(draw.floats, draw.booleans).call(draw, draw.shape(0, 4)) } }),
};

/** Every kernel of tfjs that this package has another one for. */
export const kernelCases: Readonly<Record<string, KernelCase>> = {
  Abs: unary(),
  Ceil: unary(),
  // tfjs's is an approximation with an error of up to 1.5e-7.
  Erf: unary({ relative: 0, absolute: 5e-7 }),
  Exp: unary(rounding),
  Floor: unary(),
  Log: unary(rounding),
  Neg: unary(),
  Reciprocal: unary(),
  Relu: unary(),
  Rsqrt: unary(rounding),
  Sigmoid: unary(rounding),
  Sqrt: unary(),
  Square: unary(),
  Tanh: unary(rounding),

  Add: binary,
  Sub: binary,
  Multiply: binary,
  RealDiv: binary,
  Maximum: binary,
  Minimum: binary,
  SquaredDifference: { ...binary, tolerance: rounding },

  AddN: {
    draw: (draw) => {
      const shape = draw.shape(0, 4);
      return { inputs: Array.from({ length: draw.integer(1, 5) }, () => draw.floats(shape)) };
    },
    tolerance: sums,
  },
  ArgMax: {
    draw: (draw) => {
      const shape = draw.shape(1, 3, 1);
      return { inputs: { x: draw.floats(shape) }, attrs: { axis: draw.integer(-shape.length, shape.length - 1) } };
    },
  },
  BatchMatMul: { draw: (draw) => product(draw), tolerance: sums },
  _FusedMatMul: {
    draw: (draw) => {
      const { inputs, attrs, columns } = product(draw, 'normal');
      const activation = draw.pick('linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu');
      const all: Record<string, HostTensor> = { ...inputs };
      if (draw.boolean()) all['bias'] = draw.floats([columns], 'normal');
      if (activation === 'prelu') all['preluActivationWeights'] = draw.floats([columns], 'normal');
      const slope = activation === 'leakyrelu' ? { leakyreluAlpha: 0.25 } : {};
      return { inputs: all, attrs: { ...attrs, activation, ...slope } };
    },
    tolerance: { relative: 1e-5, ofLargest: 5e-6 },
  },
  Cast: {
    draw: (draw) => {
      const shape = draw.shape(0, 4);
      const x = draw.pick(draw.floats(shape, 'extremes'), draw.integers(shape, 1e6, -1e6), draw.booleans(shape));
      return { inputs: { x }, attrs: { dtype: draw.pick('float32', 'int32', 'bool') } };
    },
  },
  ClipByValue: {
    draw: (draw) => ({
      inputs: { x: draw.floats(draw.shape(0, 4), 'extremes') },
      attrs: { clipValueMin: draw.pick(-0.5, 0, -Infinity), clipValueMax: draw.pick(0.5, 1, Infinity) },
    }),
  },
  Concat: { draw: alongAxis },
  ExpandDims: {
    draw: (draw) => {
      const shape = draw.shape(0, 4);
      return { inputs: { input: draw.floats(shape) }, attrs: { dim: draw.integer(-shape.length - 1, shape.length) } };
    },
  },
  Fill: {
    draw: (draw) => {
      const attrs = { shape: draw.shape(0, 4), value: draw.pick(0, 1, -2, 7), dtype: draw.pick('float32', 'int32') };
      return { inputs: {}, attrs };
    },
  },
  GatherV2: {
    draw: (draw) => {
      const shape = draw.shape(1, 3, 1);
      const axis = draw.integer(0, shape.length - 1);
      const indices = draw.integers(draw.shape(1, 2), shape[axis]);
      return { inputs: { x: draw.floats(shape), indices }, attrs: { axis, batchDims: 0 } };
    },
  },
  LogSoftmax: {
    draw: (draw) => ({ inputs: { logits: draw.floats(draw.shape(1, 3, 1)) }, attrs: { axis: -1 } }),
    expected: ({ inputs }) => logSoftmaxOfRows((inputs as { logits: HostTensor }).logits),
    tolerance: { relative: 1e-6, absolute: 1e-6 },
  },
  Max: { draw: (draw) => someAxes(draw, 'reductionIndices', 1) },
  Mean: { draw: (draw) => someAxes(draw, 'axis', 1), tolerance: sums },
  OnesLike: like,
  Pack: {
    draw: (draw) => {
      const shape = draw.shape(0, 3);
      const inputs = Array.from({ length: draw.integer(1, 4) }, () => draw.floats(shape));
      return { inputs, attrs: { axis: draw.integer(0, shape.length) } };
    },
  },
  PadV2: {
    draw: (draw) => {
      const shape = draw.shape(1, 4);
      const paddings = shape.map(() => [draw.integer(0, 3), draw.integer(0, 3)]);
      return { inputs: { x: draw.floats(shape) }, attrs: { paddings, constantValue: draw.pick(0, 1.5, NaN) } };
    },
  },
  Reshape: {
    draw: (draw) => {
      const shape = draw.shape(0, 4, 1);
      return {
        inputs: { x: draw.floats(shape) },
        attrs: { shape: draw.pick([-1], [sizeOf(shape)], shape.toReversed()) },
      };
    },
  },
  Select: {
    draw: (draw) => {
      const shape = draw.shape(0, 4);
      return { inputs: { condition: draw.booleans(shape), t: draw.floats(shape), e: draw.floats(shape) } };
    },
  },
  Slice: {
    draw: (draw) => {
      const shape = draw.shape(1, 4);
      const begin = shape.map((size) => draw.integer(0, size));
      const size = shape.map((whole, axis) => draw.pick(-1, draw.integer(0, whole - begin[axis])));
      return { inputs: { x: draw.floats(shape) }, attrs: { begin, size } };
    },
  },
  Softmax: {
    draw: (draw) => ({ inputs: { logits: draw.floats(draw.shape(1, 3, 1)) }, attrs: { dim: -1 } }),
    tolerance: { relative: 1e-5, ofLargest: 1e-6 },
  },
  SplitV: {
    draw: (draw) => {
      const shape = draw.shape(1, 3);
      const axis = draw.integer(0, shape.length - 1);
      const first = draw.integer(0, shape[axis]);
      return { inputs: { x: draw.floats(shape) }, attrs: { axis, numOrSizeSplits: [first, shape[axis] - first] } };
    },
  },
  Step: {
    draw: (draw) => ({ inputs: { x: draw.floats(draw.shape(0, 4), 'extremes') }, attrs: { alpha: draw.pick(0, 0.5) } }),
  },
  Sum: { draw: (draw) => someAxes(draw, 'axis'), tolerance: sums },
  Tile: {
    draw: (draw) => {
      const shape = draw.shape(1, 4).map((size) => Math.min(size, 12));
      return { inputs: { x: draw.floats(shape) }, attrs: { reps: shape.map(() => draw.integer(0, 3)) } };
    },
  },
  Transpose: {
    draw: (draw) => {
      const shape = draw.shape(1, 5);
      const perm = shape.map((_, axis) => axis);
      for (let last = perm.length - 1; last > 0; last -= 1) {
        const other = draw.integer(0, last);
        [perm[last], perm[other]] = [perm[other], perm[last]];
      }
      return { inputs: { x: draw.floats(shape) }, attrs: { perm } };
    },
  },
  UnsortedSegmentSum: {
    draw: (draw) => {
      // tfjs's multiplies by 0 and 1, so that a NaN would reach every segment.
      const x = draw.floats([draw.size(1), ...draw.shape(0, 2, 1)], 'normal');
      const numSegments = draw.integer(1, 20);
      const segmentIds = draw.integers([x.shape[0]], numSegments + draw.integer(0, 1));
      return { inputs: { x, segmentIds }, attrs: { numSegments } };
    },
    tolerance: sums,
  },
  ZerosLike: like,
};

function logSoftmaxOfRows({ shape, values }: HostTensor): HostTensor {
  const width = shape[shape.length - 1];
  const out = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    const row = Float64Array.from(values.subarray(start, start + width));
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const logarithm = Math.log(row.reduce((total, value) => total + Math.exp(value - largest), 0));
    row.forEach((value, i) => (out[start + i] = value - largest - logarithm));
  }
  return floatTensor(shape, out);
}
