import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thrownMessage } from '../testing/thrown-message.js';
import { windowsOf } from './windows.js';

describe('windowsOf', () => {
  it('covers everything, shares exactly the stride, and ends with the first window that reaches the end', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }), fc.nat(19), fc.boolean());
    fc.assert(
      fc.property(sizes, ([length, size, wanted, fromRight]) => {
        const stride = Math.min(wanted, size - 1);
        const windows = windowsOf(length, size, stride, fromRight);
        const ordered = fromRight ? windows.toReversed() : windows;
        expect([ordered[0].from, ordered.at(-1)?.to]).toEqual([0, length]);
        for (let i = 1; i < ordered.length; i += 1) expect(ordered[i - 1].to - ordered[i].from).toBe(stride);
        expect(windows.slice(0, -1).every(({ from, to }) => to - from === size)).toBe(true);
      }),
    );
  });

  it('refuses a stride that does not move on', async () => {
    expect(await thrownMessage(() => windowsOf(10, 4, 4, false))).toBe(
      `Windows cannot overlap by their whole length
  where: stride
  received: 4 with windows of 4 tokens (maxLength less special tokens, and less the other side)
  allowed: 0 to 3
  fix: use a smaller stride or a larger maxLength`,
    );
  });
});
