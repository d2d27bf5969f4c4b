import { expect, it } from 'vitest';
import { describeNative } from '../testing/describe-native.js';
import { forDraws } from '../testing/draw.js';
import { expectClose } from '../testing/expect-close.js';
import { kernelCases } from '../testing/kernel-cases.js';
import { runKernel } from '../testing/run-kernel.js';
import { allKernels } from './all-kernels.js';

describeNative('the native kernels of tfjs', () => {
  it('are all compared below', () => {
    const names = allKernels.map(({ name }) => name).filter((name) => !name.startsWith('Cloze'));
    expect(Object.keys(kernelCases).sort()).toEqual([...names].sort());
  });

  it.each(Object.entries(kernelCases))('%s gives what the cpu backend gives, on random shapes', (name, one) => {
    forDraws(60, (draw) => {
      const call = one.draw(draw);
      const actual = runKernel('native', name, call);
      const expected = one.expected === undefined ? runKernel('cpu', name, call) : [one.expected(call)];
      expect(actual.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
        expected.map(({ shape, dtype }) => ({ shape, dtype })),
      );
      actual.forEach(({ values }, index) =>
        expectClose(values, expected[index].values, one.tolerance ?? { relative: 0 }, `output ${index}`),
      );
    });
  });
});
