/** Which items lie in which row. */
export interface PackedRows {
  /** Items row after row. */
  readonly order: Uint32Array; // [items]
  /** Place in `order` of each row's first item, then the number of items. */
  readonly rowStarts: Uint32Array; // [rows + 1]
}

/** Rows that are filled at the same time: more of them waste less, and take items further from their order. */
const OPEN_ROWS = 64;

interface Row {
  readonly items: number[];
  room: number;
}

/**
 * Packs items into rows: each goes, in order, to the open row that it fills best, or opens a new one; the fullest is closed when too many are
 * open.
 * @param lengths of the items, none longer than `capacity`
 */
export function packRows(lengths: ArrayLike<number>, capacity: number): PackedRows {
  const open: Row[] = [];
  const closed: Row[] = [];
  const close = (row: Row) => {
    open.splice(open.indexOf(row), 1);
    closed.push(row);
  };
  for (let item = 0; item < lengths.length; item += 1) {
    const length = lengths[item];
    const fitting = open.filter(({ room }) => room >= length);
    const row = fitting.length > 0 ? fitting.reduce(fuller) : { items: [], room: capacity };
    if (fitting.length === 0) open.push(row);
    row.items.push(item);
    row.room -= length;
    if (row.room === 0) close(row);
    else if (open.length > OPEN_ROWS) close(open.reduce(fuller));
  }
  const rows = [...closed, ...open];
  const rowStarts = new Uint32Array(rows.length + 1);
  rows.forEach(({ items }, i) => (rowStarts[i + 1] = rowStarts[i] + items.length));
  const order = new Uint32Array(lengths.length);
  rows.forEach(({ items }, i) => order.set(items, rowStarts[i]));
  return { order, rowStarts };
}

/** The row with less room; the one opened first among equals. */
function fuller(best: Row, row: Row): Row {
  return row.room < best.room ? row : best;
}
