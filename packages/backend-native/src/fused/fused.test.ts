import { expect, it } from 'vitest';
import { allKernels } from '../kernels/all-kernels.js';
import { describeNative } from '../testing/describe-native.js';
import { forDraws } from '../testing/draw.js';
import { checkFused } from '../testing/check-fused.js';
import { fusedCases } from '../testing/fused-cases.js';

describeNative('the fused kernels', () => {
  it('are all compared below, with the kernels of their gradients', () => {
    const compared = Object.entries(fusedCases).flatMap(([name, { gradient }]) => [name, gradient?.kernel ?? name]);
    const names = allKernels.map(({ name }) => name).filter((name) => name.startsWith('Cloze'));
    expect([...new Set(compared)].sort()).toEqual([...names].sort());
  });

  it.each(Object.entries(fusedCases))('%s gives what plain loops give, with the slopes that they have', (name, one) => {
    forDraws(40, (draw) => checkFused(name, one, draw));
  });

  it.each(Object.entries(fusedCases))('%s gives what plain loops give of infinities and NaNs, too', (name, one) => {
    forDraws(40, (draw) => checkFused(name, one, draw, 'limits'));
  });
});
