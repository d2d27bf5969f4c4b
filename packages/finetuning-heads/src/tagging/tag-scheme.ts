import { ConfigError, type LabelSet } from '@cloze/contracts';
import { OUTSIDE, tagParts } from './tag-parts.js';

/** Names of the schemes that write stretches as tags. */
export const TAG_SCHEMES = ['bio', 'iob1', 'bioes'] as const;

/** One of {@link TAG_SCHEMES}. */
export type TagSchemeName = (typeof TAG_SCHEMES)[number];

/** Where in its stretch a scheme tells a word to be: what stands before the hyphen. */
export const PLACES: Readonly<Record<TagSchemeName, readonly string[]>> = {
  bio: ['B', 'I'],
  iob1: ['B', 'I'],
  bioes: ['B', 'I', 'E', 'S'],
};

/** Which tags may follow each other, by their indices in a label set. */
export interface TagConstraints {
  mayStart(tag: number): boolean;
  mayFollow(from: number, to: number): boolean;
  mayEnd(tag: number): boolean;
}

interface Tag {
  readonly place: string;
  readonly type: string;
}

interface Rules {
  readonly starts: (tag: Tag) => boolean;
  readonly follows: (from: Tag, to: Tag) => boolean;
  readonly ends: (tag: Tag) => boolean;
}

const within = ({ place }: Tag, ...places: string[]) => places.includes(place);
const alike = (a: Tag, b: Tag) => a.type === b.type;

const RULES: Readonly<Record<TagSchemeName, Rules>> = {
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

/**
 * What a scheme allows among the tags of a label set (Ramshaw and Marcus, 1995, for IOB1; Tjong Kim Sang and Veenstra, 1999).
 * @param where names the option, for errors
 * @throws ConfigError when a tag is not of the scheme
 */
export function tagConstraints(scheme: TagSchemeName, labels: LabelSet, where: string): TagConstraints {
  const places = PLACES[scheme];
  const { starts, follows, ends } = RULES[scheme];
  const tags = labels.names.map((name) => {
    const tag = tagParts(name);
    if (name === OUTSIDE || places.includes(tag.place)) return tag;
    throw new ConfigError({
      what: `A tag is not of the scheme "${scheme}"`,
      where,
      received: name,
      allowed: `${OUTSIDE}, ${places.map((place) => `${place}-…`).join(', ')}`,
      fix: 'choose the scheme that the data is written in, or set no constraints',
    });
  });
  return {
    mayStart: (tag) => starts(tags[tag]),
    mayFollow: (from, to) => follows(tags[from], tags[to]),
    mayEnd: (tag) => ends(tags[tag]),
  };
}
