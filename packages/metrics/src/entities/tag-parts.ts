/** A tag such as `B-PER` in two: its prefix and its type. */
export interface TagParts {
  readonly prefix: string;
  /** `_` where the tag has none. */
  readonly type: string;
}

/** Splits a tag at its first hyphen. */
export function tagParts(tag: string): TagParts {
  const rest = tag.slice(1);
  const hyphen = rest.indexOf('-');
  return { prefix: tag.slice(0, 1), type: (hyphen < 0 ? rest : rest.slice(hyphen + 1)) || '_' };
}
