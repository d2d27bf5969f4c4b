import { afterAll, beforeAll, it } from 'vitest';
import { loadBinding } from '../binding/load-binding.js';
import { checkFused } from '../testing/check-fused.js';
import { checkKernel } from '../testing/check-kernel.js';
import { describeNative } from '../testing/describe-native.js';
import { forDraws, LargeDraw } from '../testing/draw.js';
import { fusedCases, type FusedCase } from '../testing/fused-cases.js';
import { kernelCases } from '../testing/kernel-cases.js';

// A few calls of the kernels whose work is cut into blocks, or shared by threads, on shapes that it is cut for.
const RUNS = 12;
const SHARED = [
  'Add',
  'AddN',
  'ArgMax',
  'BatchMatMul',
  '_FusedMatMul',
  'LogSoftmax',
  'Max',
  'Mean',
  'Softmax',
  'Sum',
  'Transpose',
];

/** Attention over a part of more keys than two blocks have, 512 each, behind a shorter one. */
const longParts: FusedCase = {
  ...fusedCases['ClozeRaggedAttention'],
  draw: (draw, style) => {
    const first = draw.integer(0, 40);
    const rows = first + draw.integer(1025, 1060);
    const starts = { shape: [3], dtype: 'int32', values: Int32Array.of(0, first, rows) } as const;
    const [q, k, v] = [0, 1, 2].map(() => draw.floats([rows, 4], style));
    const attrs = { heads: 1, causal: draw.boolean(), rate: draw.pick(0, 0.1), key0: 3, key1: 7 };
    return { inputs: { q, k, v, starts }, attrs };
  },
};

/** BERT's vocabulary at more positions than the logits of a block are for, 2^24. */
const manyLogits: FusedCase = {
  ...fusedCases['ClozeLinearCrossEntropy'],
  draw: (draw, style) => {
    const [rows, width, classes] = [draw.integer(560, 600), 3, 30_522];
    const [h, weight, bias] = [[rows, width], [classes, width], [classes]].map((shape) => draw.floats(shape, style));
    return { inputs: { h, weight, bias, labels: draw.integers([rows], classes) }, attrs: { withGradient: true } };
  },
};

describeNative('on large shapes, with three threads', () => {
  let threads = 1;
  beforeAll(() => {
    threads = loadBinding().threads();
    loadBinding().setThreads(3);
  });
  afterAll(() => loadBinding().setThreads(threads));

  it.each(SHARED)('%s gives what the cpu backend gives', (name) => {
    forDraws(RUNS, (draw) => checkKernel(name, kernelCases[name], draw), LargeDraw);
  });

  it.each(Object.entries(fusedCases))('%s gives what plain loops give', (name, one) => {
    forDraws(RUNS, (draw) => checkFused(name, one, draw), LargeDraw);
  });

  it('attention of long parts gives what plain loops give', () => {
    forDraws(4, (draw) => checkFused('ClozeRaggedAttention', longParts, draw));
  });

  it('the cross-entropy of many logits gives what plain loops give', () => {
    forDraws(1, (draw) => checkFused('ClozeLinearCrossEntropy', manyLogits, draw));
  });
});
