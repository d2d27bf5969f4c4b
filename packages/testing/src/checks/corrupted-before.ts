import { TokenAction, type View } from '@cloze/contracts';

/**
 * The view as an earlier corruption may have left it: the second text token deleted, a token inserted behind the third, the fourth
 * masked, where there are that many. A corruption that composes keeps what this one did.
 */
export function corruptedBefore(view: View, mask: number): View {
  const text = [...view.special.keys()].filter((i) => view.special[i] === 0);
  const rows = [...view.special.keys()].flatMap((i) => {
    if (text.length > 4 && i === text[1]) return [];
    const row = { from: i, id: view.inputIds[i], origin: view.origins[i], action: 0, word: view.wordStarts[i] };
    if (i === text[2]) row.word |= text.length > 4 ? view.wordStarts[text[1]] : 0;
    if (i === text[2])
      return [row, { ...row, id: view.inputIds[text[0]], origin: -1, action: TokenAction.inserted, word: 0 }];
    return i === text[3] ? [{ ...row, id: mask, action: TokenAction.masked }] : [row];
  });
  const masked = rows.findIndex(({ action }) => action === TokenAction.masked);
  const partOf = (position: number) => view.partStarts.findLastIndex((start) => start <= position);
  const partStarts = view.partStarts.map((_, part) => rows.filter(({ from }) => partOf(from) < part).length);
  return {
    inputIds: Int32Array.from(rows, ({ id }) => id),
    segmentIds: Int32Array.from(rows, ({ from }) => view.segmentIds[from]),
    positionIds: Int32Array.from(rows, ({ from }, i) => i - partStarts[partOf(from)]),
    special: Uint8Array.from(rows, ({ from }) => view.special[from]),
    wordStarts: Uint8Array.from(rows, ({ word }) => word),
    partStarts,
    origins: Int32Array.from(rows, ({ origin }) => origin),
    actions: Uint8Array.from(rows, ({ action }) => action),
    spans: masked < 0 ? new Int32Array(0) : Int32Array.of(masked, masked + 1),
  };
}
