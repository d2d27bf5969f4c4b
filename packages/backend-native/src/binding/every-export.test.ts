import { expect, it } from 'vitest';
import { describeNative } from '../testing/describe-native.js';
import { rightCalls } from '../testing/fuzz/right-calls.js';
import { runFuzz } from '../testing/fuzz/run-fuzz.js';
import { loadBinding } from './load-binding.js';

describeNative('the exports of the binary', () => {
  it('all have calls below', () => {
    expect(Object.keys(loadBinding()).sort()).toEqual(Object.keys(rightCalls).sort());
  });

  it('neither crash nor write beside an array, whatever they are called with', async () => {
    // `npx nx fuzz` makes as many as there is time for.
    const counts = await runFuzz(1, 0, 6000);
    expect(Object.keys(counts).sort()).toEqual(Object.keys(rightCalls).sort());
    for (const { right } of Object.values(counts)) expect(right).toBeGreaterThan(10);
  });

  it('name the argument that is wrong', () => {
    const { unary, gatherRows } = loadBinding();
    const floats = new Float32Array(4);
    expect(() => unary(0, floats, new Float32Array(3))).toThrow('y has 3 elements, its shape [4] wants 4');
    expect(() => unary(0, new Int32Array(4) as never, floats)).toThrow('x is not a Float32Array');
    expect(() => unary(0, floats, floats)).toThrow('y overlaps an array that this call writes');
    expect(() => gatherRows(floats, Int32Array.of(2), new Float32Array(2), 2, 2)).toThrow(
      'ids[0] is 2, the table has 2 rows',
    );
  });
});
