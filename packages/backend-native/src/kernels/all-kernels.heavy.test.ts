import { afterAll, beforeAll, it } from 'vitest';
import { loadBinding } from '../binding/load-binding.js';
import { checkFused } from '../testing/check-fused.js';
import { checkKernel } from '../testing/check-kernel.js';
import { describeNative } from '../testing/describe-native.js';
import { forDraws } from '../testing/draw.js';
import { fusedCases } from '../testing/fused-cases.js';
import { kernelCases } from '../testing/kernel-cases.js';

// Every kernel on many shapes, on each instruction set that this processor has and cut for several numbers of threads.
const RUNS = 400;

describeNative.each([
  ['portable', 1],
  ['neon', 2],
  ['avx2', 3],
  ['avx512', 7],
])('on %s with %i threads', (width, threads) => {
  const before = { threads: 1 };
  beforeAll(() => {
    const binding = loadBinding();
    before.threads = binding.threads();
    binding.limitWidth(width);
    binding.setThreads(threads);
  });
  afterAll(() => {
    loadBinding().limitWidth('avx512');
    loadBinding().setThreads(before.threads);
  });

  it.each(Object.entries(kernelCases))('%s gives what the cpu backend gives', (name, one) => {
    forDraws(RUNS, (draw) => checkKernel(name, one, draw));
  });

  it.each(Object.entries(fusedCases))('%s gives what plain loops give', (name, one) => {
    forDraws(RUNS, (draw) => checkFused(name, one, draw));
    forDraws(RUNS, (draw) => checkFused(name, one, draw, 'limits'));
  });
});
