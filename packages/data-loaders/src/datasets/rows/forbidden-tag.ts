import { TAG_RULES, tagParts, type TagSchemeName } from '@cloze/contracts';

/**
 * The first word of a sentence whose tag the scheme forbids after the one before, or the last word, where its tag may not end a sentence.
 * Undefined where there is none.
 */
export function forbiddenTag(tags: readonly string[], scheme: TagSchemeName): number | undefined {
  const { starts, follows, ends } = TAG_RULES[scheme];
  const parts = tags.map(tagParts);
  const word = parts.findIndex((here, i) => (i === 0 ? !starts(here) : !follows(parts[i - 1], here)));
  if (word >= 0) return word;
  const last = parts.length - 1;
  return last >= 0 && !ends(parts[last]) ? last : undefined;
}
