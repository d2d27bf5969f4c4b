import { DataError } from '@cloze/contracts';
import type { Entity } from './entity.js';
import { tagParts, type TagParts } from './tag-parts.js';

/** A tagging scheme: `bio` (IOB2), `iob1` (B- only between two entities of a type) or `bioes`. */
export type TagScheme = 'bio' | 'iob1' | 'bioes';

/** Two prefixes that follow each other (`*`: any of the scheme's), and whether their types must be equal or differ. */
type Pattern = readonly [before: string, here: string, types: 'same' | 'other' | 'any'];

interface SchemeRules {
  readonly prefixes: string;
  readonly starts: readonly Pattern[];
  readonly goesOn: readonly Pattern[];
  readonly ends: readonly Pattern[];
}

// The tables of seqeval's strict mode (seqeval 1.2.2, `scheme.py`).
const SCHEMES: Readonly<Record<TagScheme, SchemeRules>> = {
  bio: {
    prefixes: 'IOB',
    starts: [['*', 'B', 'any']],
    goesOn: [['BI', 'I', 'same']],
    ends: [
      ['IB', 'O', 'any'],
      ['IB', 'I', 'other'],
      ['IB', 'B', 'any'],
    ],
  },
  iob1: {
    prefixes: 'IOB',
    starts: [
      ['OB', 'I', 'any'],
      ['I', 'I', 'other'],
      ['IB', 'B', 'same'],
    ],
    goesOn: [['BI', 'I', 'same']],
    ends: [
      ['IB', 'I', 'other'],
      ['IB', 'O', 'any'],
      ['I', 'B', 'any'],
      ['B', 'B', 'same'],
    ],
  },
  bioes: {
    prefixes: 'IOBES',
    starts: [['*', 'BS', 'any']],
    goesOn: [['BI', 'IE', 'same']],
    ends: [['SE', '*', 'any']],
  },
};

/**
 * The entities of a sequence of tags that the scheme allows; what it forbids is no entity (seqeval's strict mode).
 * @throws DataError for a tag whose prefix the scheme does not have
 */
export function readStrictEntities(tags: readonly string[], scheme: TagScheme): Entity[] {
  const rules = SCHEMES[scheme];
  const outside: TagParts = { prefix: 'O', type: '_' };
  const parts = [...tags.map((tag) => checked(tag, scheme)), outside];
  const entities: Entity[] = [];
  let before = outside;
  for (let at = 0; at < parts.length;) {
    const start = at;
    at += 1;
    if (matches(rules.starts, before, parts[start])) {
      while (at < parts.length && matches(rules.goesOn, parts[at - 1], parts[at])) at += 1;
      if (matches(rules.ends, parts[at - 1], parts[at])) entities.push({ type: parts[start].type, start, end: at });
    }
    before = parts[at - 1];
  }
  return entities;
}

function matches(patterns: readonly Pattern[], before: TagParts, here: TagParts): boolean {
  return patterns.some(([first, second, types]) => {
    if (!(first === '*' || first.includes(before.prefix)) || !(second === '*' || second.includes(here.prefix)))
      return false;
    return types === 'any' || (types === 'same') === (before.type === here.type);
  });
}

function checked(tag: string, scheme: TagScheme): TagParts {
  const parts = tagParts(tag);
  const { prefixes } = SCHEMES[scheme];
  if (parts.prefix !== '' && prefixes.includes(parts.prefix)) return parts;
  throw new DataError({
    what: `A tag is not of the scheme ${scheme}`,
    received: JSON.stringify(tag),
    allowed: `tags that begin with ${[...prefixes].join(', ')}`,
    fix: 'name the scheme that the tags have, or score in the default mode',
  });
}
