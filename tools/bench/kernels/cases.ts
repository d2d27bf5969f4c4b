import type { NativeBinding } from '@cloze/backend-native/binding';

/** One measured call of a kernel. */
export interface Case {
  readonly name: string;
  /** Floating-point operations of the products in it; 0 where there are none. */
  readonly flops: number;
  /** Bytes that it must read and write at least. */
  readonly bytes: number;
  run(): void;
}

/** The sizes of one row of the performance table. */
interface Model {
  readonly name: string;
  readonly hidden: number;
  readonly heads: number;
  readonly batch: number;
  readonly length: number;
}

const MODELS: readonly Model[] = [
  { name: 'tiny 32x128', hidden: 128, heads: 2, batch: 32, length: 128 },
  { name: 'mini 32x128', hidden: 256, heads: 4, batch: 32, length: 128 },
  { name: 'small 16x128', hidden: 512, heads: 8, batch: 16, length: 128 },
  { name: 'base 8x128', hidden: 768, heads: 12, batch: 8, length: 128 },
  { name: 'base 2x512', hidden: 768, heads: 12, batch: 2, length: 512 },
];

const VOCABULARY = 30_522;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Numbers from -1 to 1 that repeat after a prime count, so that no two rows are alike. */
function floats(size: number): Float32Array {
  const values = new Float32Array(size);
  for (let index = 0; index < size; index++) values[index] = ((index * 7919) % 2003) / 1001.5 - 1;
  return values;
}

/** Every kernel on the shapes of every model. */
export function* cases(binding: NativeBinding): Generator<Case> {
  for (const model of MODELS) yield* casesOf(binding, model);
}

function* casesOf(binding: NativeBinding, { name, hidden, heads, batch, length }: Model): Generator<Case> {
  const tokens = batch * length;
  const [x, y, z] = [floats(tokens * hidden), floats(tokens * hidden), floats(tokens * hidden)];
  for (const [label, inner, outer] of [
    ['linear hidden-hidden', hidden, hidden],
    ['linear hidden-4hidden', hidden, 4 * hidden],
    ['linear 4hidden-hidden', 4 * hidden, hidden],
  ] as const) {
    const [input, weight, bias] = [floats(tokens * inner), floats(outer * inner), floats(outer)];
    const [output, dinput, dweight] = [floats(tokens * outer), floats(tokens * inner), floats(outer * inner)];
    const bytes = FLOAT * (input.length + weight.length + output.length);
    const flops = 2 * tokens * inner * outer;
    yield {
      name: `${name} ${label}`,
      flops,
      bytes,
      run: () => binding.linear(input, weight, bias, output, tokens, inner, outer),
    };
    yield {
      name: `${name} ${label}, gradient`,
      flops: 2 * flops,
      bytes: 2 * bytes,
      run: () => binding.linearGradient(output, input, weight, dinput, dweight, bias, tokens, inner, outer),
    };
  }
  const starts = Int32Array.from({ length: batch + 1 }, (_, index) => index * length);
  const logsumexp = floats(heads * tokens);
  const attentionFlops = 4 * batch * length * length * hidden;
  const [dq, dk, dv] = [floats(tokens * hidden), floats(tokens * hidden), floats(tokens * hidden)];
  for (const rate of [0, 0.1]) {
    yield {
      name: `${name} attention, dropout ${rate}`,
      flops: attentionFlops,
      bytes: FLOAT * 4 * x.length,
      run: () => binding.attention(x, y, z, starts, dq, logsumexp, tokens, hidden, heads, false, rate, 1, 2),
    };
    yield {
      name: `${name} attention gradient, dropout ${rate}`,
      flops: 2.5 * attentionFlops,
      bytes: FLOAT * 8 * x.length,
      run: () =>
        binding.attentionGradient(
          ...([x, x, y, z, y, logsumexp, starts, dq, dk, dv] as const),
          ...([tokens, hidden, heads, false, rate, 1, 2] as const),
        ),
    };
  }
  const wide = 4 * hidden;
  const [wideX, wideY, wideDx, wideBias] = [
    floats(tokens * wide),
    floats(tokens * wide),
    floats(tokens * wide),
    floats(wide),
  ];
  const [dwide, gamma, beta] = [floats(wide), floats(hidden), floats(hidden)];
  for (const tanh of [false, true]) {
    yield {
      name: `${name} bias + GELU by ${tanh ? 'tanh' : 'erf'}`,
      flops: 0,
      bytes: FLOAT * 2 * wideX.length,
      run: () => binding.biasGelu(wideX, wideBias, wideY, tokens, wide, tanh),
    };
    yield {
      name: `${name} bias + GELU gradient by ${tanh ? 'tanh' : 'erf'}`,
      flops: 0,
      bytes: FLOAT * 3 * wideX.length,
      run: () => binding.biasGeluGradient(wideY, wideX, wideBias, wideDx, dwide, tokens, wide, tanh),
    };
  }
  const [mean, rstd, dgamma, dbeta] = [floats(tokens), floats(tokens), floats(hidden), floats(hidden)];
  for (const rate of [0, 0.1]) {
    yield {
      name: `${name} residual + LayerNorm, dropout ${rate}`,
      flops: 0,
      bytes: FLOAT * 4 * x.length,
      run: () =>
        binding.residualLayerNorm(
          ...([x, gamma, y, gamma, beta, z, dq, mean, rstd] as const),
          ...([tokens, hidden, 1e-12, rate, 1, 2] as const),
        ),
    };
    yield {
      name: `${name} residual + LayerNorm gradient, dropout ${rate}`,
      flops: 0,
      bytes: FLOAT * (rate > 0 ? 4 : 3) * x.length,
      run: () =>
        binding.residualLayerNormGradient(
          ...([x, y, gamma, mean, rstd, rate > 0 ? dq : null, dk, dgamma, dbeta, dgamma.slice()] as const),
          ...([tokens, hidden, rate, 1, 2] as const),
        ),
    };
  }
  const elementwise = (label: string, streams: number, run: () => void) => ({
    name: `${name} ${label}`,
    flops: 0,
    bytes: FLOAT * streams * x.length,
    run,
  });
  yield elementwise('dropout', 2, () => binding.dropout(x, y, 0.1, 1, 2));
  const flat = Int32Array.of(x.length, 1, 1);
  yield elementwise('add', 3, () => binding.binary(binding.binaryOperations().indexOf('Add'), x, y, z, flat));
  yield elementwise('tanh', 2, () => binding.unary(binding.unaryOperations().indexOf('Tanh'), x, y));
  const permutation = Int32Array.of(
    ...[batch, heads, length, hidden / heads],
    ...[length * hidden, hidden / heads, hidden, 1],
    ...[length * hidden, (length * hidden) / heads, hidden / heads, 1],
  );
  yield elementwise('transpose to heads', 2, () => binding.copy(x, y, 0, 0, permutation));
  yield elementwise('sum of rows', 1, () => binding.reduce(0, x, gamma, 1, tokens, hidden));

  const targets = Math.round(tokens * 0.15);
  const [h, table, bias] = [floats(targets * hidden), floats(VOCABULARY * hidden), floats(VOCABULARY)];
  const [dh, dtable, dbias] = [floats(h.length), floats(table.length), floats(VOCABULARY)];
  const labels = Int32Array.from({ length: targets }, (_, index) => (index * 7919) % VOCABULARY);
  const [memory, totals] = [floats(targets * VOCABULARY), floats(2)];
  yield {
    name: `${name} vocabulary cross-entropy with gradient`,
    flops: 6 * targets * hidden * VOCABULARY,
    bytes: FLOAT * 3 * table.length,
    run: () =>
      binding.linearCrossEntropy(
        ...([h, table, bias, labels, totals, dh, dtable, dbias, memory] as const),
        ...([targets, hidden, VOCABULARY] as const),
      ),
  };
  const ids = Int32Array.from({ length: tokens }, (_, index) => (index * 7919) % VOCABULARY);
  yield elementwise('gather rows', 2, () => binding.gatherRows(table, ids, x, VOCABULARY, hidden));
  yield {
    name: `${name} scatter-add rows`,
    flops: 0,
    bytes: FLOAT * (dtable.length + 3 * x.length),
    run: () => binding.scatterAddRows(x, ids, dtable, VOCABULARY, hidden),
  };
  const settings = {
    learningRate: 1e-4,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
    biasCorrection1: 0.1,
    biasCorrection2: 0.001,
    gradientScale: 1,
  };
  const [first, second] = [floats(table.length), new Float32Array(table.length).fill(0.5)];
  yield {
    name: `${name} AdamW step of the vocabulary`,
    flops: 0,
    bytes: FLOAT * 7 * table.length,
    run: () => binding.adamwStep(table, dtable, first, second, settings),
  };
  yield {
    name: `${name} norm of the vocabulary's gradient`,
    flops: 0,
    bytes: FLOAT * table.length,
    run: () => void binding.sumOfSquares(dtable),
  };
}
