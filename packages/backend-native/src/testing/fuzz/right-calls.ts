import { loadBinding } from '../../binding/load-binding.js';
import type { NativeBinding } from '../../binding/native-binding.js';
import type { FuzzDraw } from './fuzz-draw.js';

type DrawArguments<Name extends keyof NativeBinding> = (draw: FuzzDraw) => Parameters<NativeBinding[Name]>;

/** Sizes, and a stride for each axis of two tensors: the first may repeat along axes, the second is contiguous. */
function layoutOf({ random, memory }: FuzzDraw): { count: number; layout: Int32Array } {
  const sizes = Array.from({ length: random.integer(0, 4) }, () => random.integer(random.chance(0.1) ? 0 : 1, 9));
  const strides = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((a, b) => a * b, 1));
  const some = strides.map((stride) => (random.chance(0.3) ? 0 : stride));
  const integers = (values: number[]) => {
    const array = memory.integers(values.length);
    array.set(values);
    return array;
  };
  return { count: sizes.reduce((a, b) => a * b, 1), layout: integers([...sizes, ...some, ...strides]) };
}

/** `[rows, hidden, heads]` and first rows of parts. */
function attentionSizes({ random, memory }: FuzzDraw) {
  if (random.chance(0.1)) {
    // However many heads nothing has, and however many empty parts, it must take no time.
    const heads = random.pick([2 ** 31, 2 ** 53 - 1]);
    return { rows: 0, hidden: heads, heads, starts: memory.integers(random.pick([1, 2, 100_000])), size: 0 };
  }
  const [rows, heads] = [random.size(), random.integer(1, 3)];
  const hidden = heads * random.integer(1, 20);
  const cuts = Array.from({ length: random.integer(0, 4) }, () => random.integer(0, rows)).sort((a, b) => a - b);
  const starts = memory.integers(cuts.length + 2);
  starts.set([0, ...cuts, rows]);
  return { rows, hidden, heads, starts, size: rows * hidden };
}

/** Rate and key of a dropout. */
function dropoutOf({ random }: FuzzDraw): [number, number, number] {
  return [random.pick([0, 0.1, 0.5, 1]), random.integer(0, 2 ** 32 - 1), random.integer(0, 2 ** 32 - 1)];
}

const stepSettings = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-6,
  weightDecay: 0.01,
  biasCorrection1: 0.1,
  biasCorrection2: 0.001,
  gradientScale: 1,
};

/** Four arrays of a step and its settings. */
function stepArguments(draw: FuzzDraw): Parameters<NativeBinding['adamwStep']> {
  const size = draw.random.size() * draw.random.size();
  return [draw.floats(size), draw.floats(size), draw.floats(size), draw.floats(size), { ...stepSettings }];
}

/** For every export of the binary: the arguments of a call that must succeed. */
export const rightCalls: { readonly [Name in keyof NativeBinding]: DrawArguments<Name> } = {
  interfaceVersion: () => [],
  threads: () => [],
  setThreads: ({ random }) => [random.integer(1, 4)],
  width: () => [],
  limitWidth: ({ random }) => [random.pick(['portable', 'neon', 'avx2', 'avx512'])],
  features: () => [],
  measurePeak: () => [0],
  measureProduct: ({ random }) => [random.integer(1, 64), 0],
  unaryOperations: () => [],
  binaryOperations: () => [],

  unary: (draw) => {
    const size = draw.random.size() * draw.random.size();
    const last = loadBinding().unaryOperations().length - 1;
    return [draw.random.integer(0, last), draw.floats(size), draw.floats(size)];
  },
  step: (draw) => {
    const size = draw.random.size();
    return [draw.floats(size), draw.floats(size), draw.random.float()];
  },
  clip: (draw) => {
    const size = draw.random.size();
    return [draw.floats(size), draw.floats(size), draw.random.float(), draw.random.float()];
  },
  binary: (draw) => {
    const { count, layout } = layoutOf(draw);
    const operation = draw.random.integer(0, loadBinding().binaryOperations().length - 1);
    return [operation, draw.floats(count), draw.floats(count), draw.floats(count), layout];
  },
  copy: (draw) => {
    const { count, layout } = layoutOf(draw);
    const [xStart, outStart] = [draw.random.integer(0, 5), draw.random.integer(0, 5)];
    return [draw.floats(xStart + count), draw.floats(outStart + count), xStart, outStart, layout];
  },
  addAll: (draw) => {
    const size = draw.random.size();
    return [Array.from({ length: draw.random.integer(0, 4) }, () => draw.floats(size)), draw.floats(size)];
  },
  select: (draw) => {
    const size = draw.random.size();
    return [draw.bytes(size), draw.floats(size), draw.floats(size), draw.floats(size)];
  },
  reduce: (draw) => {
    const [outer, axis, inner] = [draw.random.size(), draw.random.size(1), draw.random.size()];
    const [x, out] = [draw.floats(outer * axis * inner), draw.floats(outer * inner)];
    return [draw.random.integer(0, 2), x, out, outer, axis, inner];
  },
  argumentOfMaximum: (draw) => {
    const [outer, axis] = [draw.random.size(), draw.random.size(1)];
    return [draw.floats(outer * axis), draw.integers(outer, 1), outer, axis];
  },
  softmax: (draw) => {
    const [rows, width] = [draw.random.size(), draw.random.size(1)];
    return [draw.floats(rows * width), draw.floats(rows * width), rows, width, draw.random.chance(0.5)];
  },

  batchMultiply: (draw) => {
    const { random } = draw;
    const [m, k, n] = draw.sizes(3);
    const batch = random.integer(0, 5);
    const [left, right] = random.pick([
      [batch, batch],
      [1, batch],
      [batch, 1],
    ]);
    const outBatch = left === 1 ? right : left;
    return [
      draw.floats(left * m * k),
      draw.floats(right * k * n),
      draw.floats(outBatch * m * n),
      left,
      right,
      m,
      k,
      n,
      random.chance(0.5),
      random.chance(0.5),
    ];
  },
  linear: (draw) => {
    const [n, input, output] = draw.sizes(3);
    const [x, weight] = [draw.floats(n * input), draw.floats(output * input)];
    return [x, weight, draw.maybeFloats(output), draw.floats(n * output), n, input, output];
  },
  linearGradient: (draw) => {
    const [n, input, output] = draw.sizes(3);
    const [dy, x, weight] = [draw.floats(n * output), draw.floats(n * input), draw.floats(output * input)];
    const dweight = draw.floats(output * input);
    return [dy, x, weight, draw.maybeFloats(n * input), dweight, draw.maybeFloats(output), n, input, output];
  },

  biasGelu: (draw) => {
    const [n, width] = draw.sizes(2);
    const bias = draw.maybeFloats(width);
    return [draw.floats(n * width), bias, draw.floats(n * width), n, width, draw.random.chance(0.5)];
  },
  biasGeluGradient: (draw) => {
    const [n, width] = draw.sizes(2);
    const [dy, x, dx] = [draw.floats(n * width), draw.floats(n * width), draw.floats(n * width)];
    const bias = draw.maybeFloats(width);
    return [dy, x, bias, dx, bias && draw.floats(width), n, width, draw.random.chance(0.5)];
  },
  layerNorm: (draw) => {
    const [n, width] = [draw.random.size(), draw.random.size(1)];
    const [x, gamma, beta] = [draw.floats(n * width), draw.floats(width), draw.floats(width)];
    return [x, gamma, beta, draw.floats(n * width), draw.floats(n), draw.floats(n), n, width, 1e-12];
  },
  layerNormGradient: (draw) => {
    const [n, width] = [draw.random.size(), draw.random.size(1)];
    const [dy, x, dx] = [draw.floats(n * width), draw.floats(n * width), draw.floats(n * width)];
    const [gamma, dgamma, dbeta] = [draw.floats(width), draw.floats(width), draw.floats(width)];
    return [dy, x, gamma, draw.floats(n), draw.floats(n), dx, dgamma, dbeta, n, width];
  },
  residualLayerNorm: (draw) => {
    const [n, width] = [draw.random.size(), draw.random.size(1)];
    const [x, residual] = [draw.floats(n * width), draw.floats(n * width)];
    const [gamma, beta] = [draw.floats(width), draw.floats(width)];
    const [y, sum, mean, rstd] = [draw.floats(n * width), draw.floats(n * width), draw.floats(n), draw.floats(n)];
    const bias = draw.maybeFloats(width);
    return [x, bias, residual, gamma, beta, y, sum, mean, rstd, n, width, 1e-12, ...dropoutOf(draw)];
  },
  residualLayerNormGradient: (draw) => {
    const [n, width] = [draw.random.size(), draw.random.size(1)];
    const [dy, sum, dresidual] = [draw.floats(n * width), draw.floats(n * width), draw.floats(n * width)];
    const [gamma, dgamma, dbeta] = [draw.floats(width), draw.floats(width), draw.floats(width)];
    const [mean, rstd] = [draw.floats(n), draw.floats(n)];
    const dropout = dropoutOf(draw);
    const dx = dropout[0] > 0 ? draw.floats(n * width) : null;
    const dbias = draw.maybeFloats(width);
    return [dy, sum, gamma, mean, rstd, dx, dresidual, dgamma, dbeta, dbias, n, width, ...dropout];
  },
  dropout: (draw) => {
    const size = draw.random.size() * draw.random.size();
    return [draw.floats(size), draw.floats(size), ...dropoutOf(draw)];
  },

  attention: (draw) => {
    const { rows, hidden, heads, starts, size } = attentionSizes(draw);
    const [q, k, v, context] = [draw.floats(size), draw.floats(size), draw.floats(size), draw.floats(size)];
    const causal = draw.random.chance(0.5);
    return [q, k, v, starts, context, draw.floats(heads * rows), rows, hidden, heads, causal, ...dropoutOf(draw)];
  },
  attentionGradient: (draw) => {
    const { rows, hidden, heads, starts, size } = attentionSizes(draw);
    const [dy, q, k, v, context] = [0, 1, 2, 3, 4].map(() => draw.floats(size));
    const [dq, dk, dv, logsumexp] = [
      draw.floats(size),
      draw.floats(size),
      draw.floats(size),
      draw.floats(heads * rows),
    ];
    const causal = draw.random.chance(0.5);
    const arrays = [dy, q, k, v, context, logsumexp] as const;
    return [...arrays, starts, dq, dk, dv, rows, hidden, heads, causal, ...dropoutOf(draw)];
  },

  gatherRows: (draw) => {
    const [rows, width, n] = [draw.random.size(1), draw.random.size(), draw.random.size()];
    return [draw.floats(rows * width), draw.integers(n, rows), draw.floats(n * width), rows, width];
  },
  scatterAddRows: (draw) => {
    const [rows, width, n] = [draw.random.size(1), draw.random.size(), draw.random.size()];
    return [draw.floats(n * width), draw.integers(n, rows), draw.floats(rows * width), rows, width];
  },
  embeddings: (draw) => {
    const [n, width] = draw.sizes(2);
    const [words, positions, segments] = draw.sizes(3, 1);
    return [
      draw.floats(words * width),
      draw.floats(positions * width),
      draw.floats(segments * width),
      draw.integers(n, words),
      draw.integers(n, positions),
      draw.integers(n, segments),
      draw.floats(n * width),
      words,
      positions,
      segments,
      width,
    ];
  },

  softmaxCrossEntropy: (draw) => {
    const [n, classes] = [draw.random.size(), draw.random.size(1)];
    const [logits, labels] = [draw.floats(n * classes), draw.integers(n, classes)];
    return [logits, labels, draw.floats(2), draw.maybeFloats(n * classes), n, classes];
  },
  linearCrossEntropy: (draw) => {
    const [n, width, classes] = [draw.random.size(), draw.random.size(), draw.random.size(1)];
    const [h, weight, bias] = [draw.floats(n * width), draw.floats(classes * width), draw.floats(classes)];
    const gradient = (size: number) => (withGradient ? draw.floats(size) : null);
    const withGradient = draw.random.chance(0.5);
    const memory = draw.floats(classes * draw.random.integer(1, 5) + draw.random.integer(0, 3));
    const gradients = [gradient(n * width), gradient(classes * width), gradient(classes)] as const;
    return [h, weight, bias, draw.integers(n, classes), draw.floats(2), ...gradients, memory, n, width, classes];
  },

  adamwStep: stepArguments,
  lambStep: (draw) => [...stepArguments(draw), draw.random.chance(0.5)],
  sumOfSquares: (draw) => [draw.floats(draw.random.size() * draw.random.size())],
};
