import type { Encoding } from '@cloze/contracts';

/**
 * Tokens [from, to) of a text that share characters with its stretch [start, end) (UTF-16 code units): the subwords of a word. Undefined where
 * there are none.
 */
export function tokensOfStretch(
  { ids, offsets, sequenceIds }: Pick<Encoding, 'ids' | 'offsets' | 'sequenceIds'>,
  start: number,
  end: number,
): { readonly from: number; readonly to: number } | undefined {
  let from = -1;
  let to = -1;
  for (let token = 0; token < ids.length; token += 1) {
    if (sequenceIds[token] !== 0 || offsets[2 * token] >= end || offsets[2 * token + 1] <= start) continue;
    if (from < 0) from = token;
    to = token + 1;
  }
  return from < 0 ? undefined : { from, to };
}
