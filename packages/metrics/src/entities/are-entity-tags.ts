const ENTITY_TAG = /^[BIES]-/;

/** Whether tags write entities, as `B-PER` does; parts of speech and other plain labels do not. Tags that are all O may. */
export function areEntityTags(tags: readonly string[]): boolean {
  return tags.every((tag) => tag === 'O') || tags.some((tag) => ENTITY_TAG.test(tag));
}
