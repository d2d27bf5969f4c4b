/** Turns a matrix [rows, columns] of elements of a number of bytes into [columns, rows], whatever the bytes mean. */
export function transposeElements(
  source: Uint8Array,
  target: Uint8Array,
  [rows, columns]: readonly number[],
  bytes: number,
): void {
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const from = (row * columns + column) * bytes;
      const to = (column * rows + row) * bytes;
      for (let i = 0; i < bytes; i += 1) target[to + i] = source[from + i];
    }
  }
}
