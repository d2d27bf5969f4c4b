import {
  ConfigError,
  OUTSIDE,
  TAG_PLACES,
  TAG_RULES,
  tagParts,
  type LabelSet,
  type TagSchemeName,
} from '@cloze/contracts';

/** Which tags may follow each other, by their indices in a label set. */
export interface TagConstraints {
  mayStart(tag: number): boolean;
  mayFollow(from: number, to: number): boolean;
  mayEnd(tag: number): boolean;
}

/**
 * What a scheme allows among the tags of a label set.
 * @param where names the option, for errors
 * @throws ConfigError when a tag is not of the scheme
 */
export function tagConstraints(scheme: TagSchemeName, labels: LabelSet, where: string): TagConstraints {
  const places = TAG_PLACES[scheme];
  const { starts, follows, ends } = TAG_RULES[scheme];
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
