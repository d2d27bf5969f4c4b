import type { ErrorParts } from '@cloze/contracts';
import { badRow, type RowPlace } from './bad-row.js';

/**
 * Checks how many columns a row has.
 * @param place file and line of the row
 * @throws DataError naming the first column that is missing, or too many
 */
export function checkColumns(
  cells: readonly string[],
  expected: number,
  place: RowPlace,
  parts: Pick<ErrorParts, 'what' | 'fix'>,
): void {
  if (cells.length === expected) return;
  throw badRow(
    { ...place, column: Math.min(cells.length, expected) + 1 },
    { ...parts, received: `${cells.length}`, allowed: `${expected}` },
  );
}
