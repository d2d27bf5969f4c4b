import type { Example } from '@cloze/contracts';

/** A token of an example, corrupted and original side by side. */
export interface ExampleColumn {
  /** Its position in the corrupted view; absent where the token was deleted. */
  readonly place?: number;
  /** Position in the original of the token that belongs here; absent where it was inserted. */
  readonly origin?: number;
  /** Whether a packed part begins here. */
  readonly startsPart: boolean;
}

/**
 * Lines the two views of an example up: places in order, deleted tokens between them. Where tokens were moved, each place has the token that
 * belongs there beside it.
 */
export function exampleColumns({ original, corrupted }: Example): ExampleColumn[] {
  const parts = new Set(corrupted.partStarts);
  // Tokens are only moved among themselves: the places that are not inserted hold, in order, the origins in order.
  const origins = corrupted.origins.filter((origin) => origin >= 0).sort();
  const columns: ExampleColumn[] = [];
  let next = 0;
  let expected = 0;
  const deleteUpTo = (end: number) => {
    for (; expected < end; expected += 1) columns.push({ origin: expected, startsPart: false });
  };
  corrupted.origins.forEach((origin, place) => {
    const startsPart = parts.has(place);
    if (origin < 0) {
      columns.push({ place, startsPart });
      return;
    }
    const belongs = origins[next];
    deleteUpTo(belongs);
    columns.push({ place, origin: belongs, startsPart });
    next += 1;
    expected = belongs + 1;
  });
  deleteUpTo(original.inputIds.length);
  return columns;
}
