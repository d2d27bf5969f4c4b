import { KeyedRandom } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { bestAssignment } from './best-assignment.js';

const total = (values: readonly (readonly number[])[], columns: readonly number[]) =>
  columns.reduce((sum, column, row) => sum + (column < 0 ? 0 : values[row][column]), 0);

/** The best sum over every way of giving each row a free column or none. */
function bruteForce(values: readonly (readonly number[])[], row = 0, taken: readonly number[] = []): number {
  if (row === values.length) return 0;
  const choices = values[row].map((value, column) =>
    taken.includes(column) ? 0 : value + bruteForce(values, row + 1, [...taken, column]),
  );
  return Math.max(bruteForce(values, row + 1, taken), ...choices);
}

describe('bestAssignment', () => {
  it('finds the best of all pairings, for more rows, more columns, ties and zeros', () => {
    const random = new KeyedRandom(1).stream('test/assignment');
    for (let trial = 0; trial < 400; trial += 1) {
      const [rows, columns] = [1 + random.below(5), 1 + random.below(5)];
      const draw = trial % 2 === 0 ? () => random.below(4) : () => random.uniform();
      const values = Array.from({ length: rows }, () => Array.from({ length: columns }, draw));
      const assigned = bestAssignment(values);
      const used = assigned.filter((column) => column >= 0);
      expect(assigned).toHaveLength(rows);
      expect(new Set(used).size).toBe(used.length);
      expect(used).toHaveLength(Math.min(rows, columns));
      expect(total(values, assigned)).toBeCloseTo(bruteForce(values), 12);
    }
  });

  it('takes nothing for nothing', () => {
    expect(bestAssignment([])).toEqual([]);
    expect(bestAssignment([[], []])).toEqual([-1, -1]);
  });
});
