import { expect, it } from 'vitest';
import { checkKernel } from '../testing/check-kernel.js';
import { describeNative } from '../testing/describe-native.js';
import { forDraws } from '../testing/draw.js';
import { kernelCases } from '../testing/kernel-cases.js';
import { allKernels } from './all-kernels.js';

describeNative('the native kernels of tfjs', () => {
  it('are all compared below', () => {
    const names = allKernels.map(({ name }) => name).filter((name) => !name.startsWith('Cloze'));
    expect(Object.keys(kernelCases).sort()).toEqual([...names].sort());
  });

  it.each(Object.entries(kernelCases))('%s gives what the cpu backend gives, on random shapes', (name, one) => {
    forDraws(40, (draw) => checkKernel(name, one, draw));
  });
});
