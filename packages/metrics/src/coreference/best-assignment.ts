/**
 * The pairing of rows with columns, each in one pair at most, that makes the sum of its values largest: the Hungarian algorithm with
 * potentials (Kuhn, 1955; Munkres, 1957), O(rows^2 x columns).
 * @param values [rows][columns], not negative
 * @returns the column of each row; -1 for a row without one, where there are more rows than columns
 */
export function bestAssignment(values: readonly (readonly number[])[]): number[] {
  const rows = values.length;
  const columns = values[0]?.length ?? 0;
  if (rows > columns) {
    const byColumn = bestAssignment(Array.from({ length: columns }, (_, j) => values.map((row) => row[j])));
    return values.map((_, i) => byColumn.indexOf(i));
  }
  // Rows and columns count from 1; column 0 holds the row that is looking for one. The cost of a pair is minus its value.
  const rowPotentials = new Float64Array(rows + 1);
  const columnPotentials = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row += 1) {
    rowOf[0] = row;
    const cameFrom = new Int32Array(columns + 1);
    const slack = new Float64Array(columns + 1).fill(Infinity);
    const done = new Uint8Array(columns + 1);
    let column = 0;
    do {
      done[column] = 1;
      let next = 0;
      let smallest = Infinity;
      for (let j = 1; j <= columns; j += 1) {
        if (done[j] === 1) continue;
        const reduced = -values[rowOf[column] - 1][j - 1] - rowPotentials[rowOf[column]] - columnPotentials[j];
        if (reduced < slack[j]) {
          slack[j] = reduced;
          cameFrom[j] = column;
        }
        if (slack[j] < smallest) {
          smallest = slack[j];
          next = j;
        }
      }
      for (let j = 0; j <= columns; j += 1) {
        if (done[j] === 1) {
          rowPotentials[rowOf[j]] += smallest;
          columnPotentials[j] -= smallest;
        } else slack[j] -= smallest;
      }
      column = next;
    } while (rowOf[column] !== 0);
    for (; column !== 0; column = cameFrom[column]) rowOf[column] = rowOf[cameFrom[column]];
  }
  const assigned = new Array<number>(rows).fill(-1);
  for (let j = 1; j <= columns; j += 1) if (rowOf[j] > 0) assigned[rowOf[j] - 1] = j - 1;
  return assigned;
}
