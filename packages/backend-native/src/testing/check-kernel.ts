import { expect } from 'vitest';
import type { Draw } from './draw.js';
import { expectClose } from './expect-close.js';
import type { KernelCase } from './kernel-cases.js';
import { runKernel } from './run-kernel.js';

/** Runs a kernel of tfjs on random inputs, here and on tfjs's CPU backend. */
export function checkKernel(name: string, one: KernelCase, draw: Draw): void {
  const call = one.draw(draw);
  const actual = runKernel('native', name, call);
  const expected = one.expected === undefined ? runKernel('cpu', name, call) : [one.expected(call)];
  expect(actual.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
    expected.map(({ shape, dtype }) => ({ shape, dtype })),
  );
  actual.forEach(({ values }, index) =>
    expectClose(values, expected[index].values, one.tolerance ?? { relative: 0 }, `output ${index}`),
  );
}
