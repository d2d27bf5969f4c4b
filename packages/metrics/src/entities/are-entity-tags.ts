const ENTITY_TAG = /^[BIES]-/;
const TYPELESS_TAG = /^[OBIES]$/;

/**
 * Whether tags write entities, as `B-PER` does, or a bare `B` where all are without a type; parts of speech and other plain labels do not.
 * Tags that are all O may.
 */
export function areEntityTags(tags: readonly string[]): boolean {
  return tags.every((tag) => TYPELESS_TAG.test(tag)) || tags.some((tag) => ENTITY_TAG.test(tag));
}
