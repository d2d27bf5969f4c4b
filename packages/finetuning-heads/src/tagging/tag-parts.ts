/** A tag without its type is outside of everything. */
export const OUTSIDE = 'O';

/** A tag's place in its stretch and the stretch's type, split at the first hyphen: `B-PER` is `B` and `PER`. */
export function tagParts(tag: string): { readonly place: string; readonly type: string } {
  const hyphen = tag.indexOf('-');
  return hyphen < 0 ? { place: tag, type: '' } : { place: tag.slice(0, hyphen), type: tag.slice(hyphen + 1) };
}
