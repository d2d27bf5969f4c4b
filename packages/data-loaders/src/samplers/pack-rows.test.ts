import fc from 'fast-check';
import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { packRows } from './pack-rows.js';

const rowsOf = (lengths: readonly number[], capacity: number) => {
  const { order, rowStarts } = packRows(lengths, capacity);
  return Array.from(rowStarts.subarray(1), (end, row) => [...order.subarray(rowStarts[row], end)]);
};

describe('packRows', () => {
  it('puts each item where it leaves the least room', () => {
    expect(rowsOf([6, 8, 2, 3, 1, 4], 10)).toEqual([[1, 2], [0, 3, 4], [5]]);
  });

  it('gives every item once, in rows that it fits in', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 300 });
    fc.assert(
      fc.property(lengths, (items) => {
        const rows = rowsOf(items, 30);
        expect(rows.flat().sort((a, b) => a - b)).toEqual(items.map((_, i) => i));
        for (const row of rows) expect(row.reduce((sum, i) => sum + items[i], 0)).toBeLessThanOrEqual(30);
      }),
    );
  });

  it('leaves less than 1 % of long rows unused for texts of mixed lengths', () => {
    const random = new KeyedRandom(1).stream('test/lengths');
    const lengths = Array.from({ length: 5000 }, () => 4 + random.below(random.bernoulli(0.5) ? 40 : 250));
    const { rowStarts } = packRows(lengths, 512);
    const used = lengths.reduce((sum, length) => sum + length, 0);
    expect(used / (512 * (rowStarts.length - 1))).toBeGreaterThan(0.99);
  });
});
