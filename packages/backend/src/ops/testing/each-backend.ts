import { beforeAll, describe, expect, it } from 'vitest';
import { testBackends, useBackend } from '../../testing/index.js';
import { compareWithNaive, type OperationCase } from './check-operation.js';

/** Registers tests under every backend there is here. */
export function describeEachBackend(name: string, body: () => void): void {
  describe.each(testBackends)(`${name} on %s`, (backend) => {
    beforeAll(() => useBackend(backend));
    body();
  });
}

/** Registers one test a case: forward and gradients as the naive implementation's, no tensor left over. */
export function itMatchesNaive(cases: Readonly<Record<string, OperationCase>>): void {
  it.each(Object.entries(cases))('computes %s and its gradient as plain loops do', (_, one) => {
    const { forward, gradients, leaked } = compareWithNaive(one);
    const tolerance = one.tolerance ?? 5e-6;
    expect(forward, 'forward').toBeLessThan(tolerance);
    gradients.forEach((gradient, i) => expect(gradient, `gradient of input ${i}`).toBeLessThan(tolerance * 4));
    expect(leaked, 'tensors left over').toBe(0);
  });
}
