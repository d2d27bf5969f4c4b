import { OUTSIDE, tagParts, TAG_PLACES, type TagSchemeName } from '@cloze/contracts';

/** Tags and, after them, those that a scheme needs to write stretches of the same types and that are not among them. */
export function closeTags(scheme: TagSchemeName, names: readonly string[]): string[] {
  const types = new Set(names.filter((name) => name !== OUTSIDE).map((name) => tagParts(name).type));
  const all = [...types].flatMap((type) =>
    TAG_PLACES[scheme].map((place) => (type === '' ? place : `${place}-${type}`)),
  );
  return [...new Set([...names, ...all])];
}
