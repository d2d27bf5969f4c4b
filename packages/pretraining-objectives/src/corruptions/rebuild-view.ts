import { TokenAction, type View } from '@cloze/contracts';

/** A token of a view to build: one of the old view, or a new one before it. */
export interface Row {
  /** Position in the old view of the token itself, or of the one an inserted token stands before. */
  readonly from: number;
  /** Id of an inserted token. */
  readonly inserted?: number;
}

/**
 * A view of other tokens in the order of `rows`, within each packed part. Positions are numbered anew from each part's first one, spans
 * follow their tokens, and words keep their starts: what is left of a word whose beginning is gone begins where it is left, and a
 * token inserted inside a word belongs to it.
 * @param rows ascending in `from`; every token of a span must be among them, and none be inserted inside one
 */
export function rebuildView(view: View, rows: readonly Row[]): View {
  const placeOf = new Int32Array(view.inputIds.length).fill(-1);
  rows.forEach(({ from, inserted }, i) => {
    if (inserted === undefined) placeOf[from] = i;
  });
  const partStarts = startsOfParts(view, rows);
  const positionIds = new Int32Array(rows.length);
  for (let part = 0; part + 1 < partStarts.length; part += 1) {
    const first = view.positionIds[view.partStarts[part]];
    for (let i = partStarts[part]; i < partStarts[part + 1]; i += 1) positionIds[i] = first + i - partStarts[part];
  }
  const old = <T>(ofOld: (from: number) => T, ofInserted: (id: number, from: number) => T) =>
    rows.map(({ from, inserted }) => (inserted === undefined ? ofOld(from) : ofInserted(inserted, from)));
  return {
    inputIds: Int32Array.from(
      old(
        (from) => view.inputIds[from],
        (id) => id,
      ),
    ),
    segmentIds: Int32Array.from(rows, ({ from }) => view.segmentIds[from]),
    positionIds,
    special: Uint8Array.from(
      old(
        (from) => view.special[from],
        () => 0,
      ),
    ),
    wordStarts: wordStartsOf(view, rows, placeOf),
    partStarts,
    origins: Int32Array.from(
      old(
        (from) => view.origins[from],
        () => -1,
      ),
    ),
    actions: Uint8Array.from(
      old<number>(
        (from) => view.actions[from],
        () => TokenAction.inserted,
      ),
    ),
    spans: view.spans.map((position, i) => (i % 2 === 0 ? placeOf[position] : placeOf[position - 1] + 1)),
  };
}

function startsOfParts(view: View, rows: readonly Row[]): Int32Array {
  const starts = new Int32Array(view.partStarts.length);
  let row = 0;
  for (let part = 1; part < starts.length; part += 1) {
    while (row < rows.length && rows[row].from < view.partStarts[part]) row += 1;
    starts[part] = row;
  }
  return starts;
}

function wordStartsOf(view: View, rows: readonly Row[], placeOf: Int32Array): Uint8Array {
  const starts = new Uint8Array(rows.length);
  let beginningIsGone = false;
  for (let position = 0; position < placeOf.length; position += 1) {
    if (view.wordStarts[position] === 1) beginningIsGone = true;
    if (view.special[position] === 1) beginningIsGone = false;
    if (placeOf[position] < 0 || !beginningIsGone) continue;
    starts[placeOf[position]] = 1;
    beginningIsGone = false;
  }
  rows.forEach(({ from, inserted }, i) => {
    if (inserted !== undefined) starts[i] = view.wordStarts[from] | view.special[from];
  });
  return starts;
}
