import { describe, expect, it } from 'vitest';
import { thrownMessage } from '../testing/thrown-message.js';
import { planWindows } from './plan-windows.js';

describe('planWindows', () => {
  it('keeps everything without maxLength, or with room enough', () => {
    const all = [
      [
        { from: 0, to: 9 },
        { from: 0, to: 4 },
      ],
    ];
    expect(planWindows([9, 4], 3, {})).toEqual(all);
    expect(planWindows([9, 4], 3, { maxLength: 16, overflow: true })).toEqual(all);
  });

  it('cuts without windows where no overflow is wanted, whatever the stride', () => {
    expect(planWindows([9], 2, { maxLength: 6, stride: 9 })).toEqual([[{ from: 0, to: 4 }]]);
    expect(planWindows([9], 2, { maxLength: 6, truncationSide: 'left' })).toEqual([[{ from: 5, to: 9 }]]);
    expect(planWindows([9], 2, { maxLength: 2 })).toEqual([[{ from: 0, to: 0 }]]);
  });

  it('says that special tokens alone are too many', async () => {
    expect(await thrownMessage(() => planWindows([1, 1], 3, { maxLength: 2 }))).toBe(
      `Nothing fits into maxLength
  where: maxLength
  received: 2
  allowed: integers from 3, the number of special tokens
  fix: use a larger maxLength, or addSpecialTokens: false`,
    );
  });

  it('refuses a stride that is not a count', async () => {
    expect(await thrownMessage(() => planWindows([9], 2, { maxLength: 6, stride: -1 }))).toBe(
      `Windows cannot overlap by this
  where: stride
  received: -1
  allowed: integers from 0`,
    );
  });
});
