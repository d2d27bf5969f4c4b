import type { FileScheme } from './to-bio.js';

/**
 * The first word of a sentence whose tag the scheme forbids after the one before; of BIOES also one that leaves an entity open at the end.
 * Undefined where there is none.
 */
export function forbiddenTag(tags: readonly string[], scheme: FileScheme): number | undefined {
  const word = tags.findIndex((tag, i) => !mayFollow(tags[i - 1] ?? 'O', tag, scheme));
  if (word >= 0) return word;
  const last = tags[tags.length - 1] ?? 'O';
  return scheme === 'bioes' && isOneOf('BI', last) ? tags.length - 1 : undefined;
}

function mayFollow(before: string, here: string, scheme: FileScheme): boolean {
  const goesOn = isOneOf('BI', before) && before.slice(1) === here.slice(1);
  switch (scheme) {
    case 'bio':
      return !isOneOf('I', here) || goesOn;
    // B only parts an entity from one of the same type right before it.
    case 'iob1':
      return !isOneOf('B', here) || goesOn;
    case 'bioes':
      return isOneOf('BI', before) ? isOneOf('IE', here) && goesOn : !isOneOf('IE', here);
  }
}

function isOneOf(prefixes: string, tag: string): boolean {
  return prefixes.includes(tag[0]);
}
