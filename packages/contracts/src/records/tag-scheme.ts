/** Names of the schemes that write stretches as tags. */
export const TAG_SCHEMES = ['bio', 'iob1', 'bioes'] as const;

/** One of {@link TAG_SCHEMES}. */
export type TagSchemeName = (typeof TAG_SCHEMES)[number];

/** Where in its stretch a scheme tells a word to be: what stands before the hyphen. */
export const TAG_PLACES: Readonly<Record<TagSchemeName, readonly string[]>> = {
  bio: ['B', 'I'],
  iob1: ['B', 'I'],
  bioes: ['B', 'I', 'E', 'S'],
};

/** A tag without its type is outside of everything. */
export const OUTSIDE = 'O';

/** A tag in two. */
export interface TagParts {
  readonly place: string;
  /** Empty where it has none. */
  readonly type: string;
}

/** A tag's place in its stretch and the stretch's type, split at the first hyphen: `B-PER` is `B` and `PER`. */
export function tagParts(tag: string): TagParts {
  const hyphen = tag.indexOf('-');
  return hyphen < 0 ? { place: tag, type: '' } : { place: tag.slice(0, hyphen), type: tag.slice(hyphen + 1) };
}

/** Which tags may begin a sequence, follow each other and end it. */
export interface TagRules {
  readonly starts: (tag: TagParts) => boolean;
  readonly follows: (from: TagParts, to: TagParts) => boolean;
  readonly ends: (tag: TagParts) => boolean;
}

const within = ({ place }: TagParts, ...places: string[]) => places.includes(place);
const alike = (a: TagParts, b: TagParts) => a.type === b.type;

/** What each scheme allows (Ramshaw and Marcus, 1995, for IOB1; Tjong Kim Sang and Veenstra, 1999). */
export const TAG_RULES: Readonly<Record<TagSchemeName, TagRules>> = {
  // Every stretch begins with B.
  bio: {
    starts: (tag) => !within(tag, 'I'),
    follows: (from, to) => !within(to, 'I') || (within(from, 'B', 'I') && alike(from, to)),
    ends: () => true,
  },
  // Stretches begin with I; B only parts one from another of the same type right before it.
  iob1: {
    starts: (tag) => !within(tag, 'B'),
    follows: (from, to) => !within(to, 'B') || (within(from, 'B', 'I') && alike(from, to)),
    ends: () => true,
  },
  // Every stretch of several words begins with B and ends with E; one of a single word is S.
  bioes: {
    starts: (tag) => !within(tag, 'I', 'E'),
    follows: (from, to) => (within(from, 'B', 'I') ? within(to, 'I', 'E') && alike(from, to) : !within(to, 'I', 'E')),
    ends: (tag) => !within(tag, 'B', 'I'),
  },
};
