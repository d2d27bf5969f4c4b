import type { Entity } from './entity.js';
import { tagParts, type TagParts } from './tag-parts.js';

/**
 * The entities of a sequence of tags, read as leniently as conlleval and seqeval's default mode do: an I- after O or after another
 * type starts an entity. Reads BIO, IOB1 and BIOES alike.
 */
export function readEntities(tags: readonly string[]): Entity[] {
  const entities: Entity[] = [];
  let before: TagParts = { prefix: 'O', type: '_' };
  let start = 0;
  for (let word = 0; word <= tags.length; word += 1) {
    const here = word < tags.length ? tagParts(tags[word]) : { prefix: 'O', type: '_' };
    if (ends(before, here)) entities.push({ type: before.type, start, end: word });
    if (starts(before, here)) start = word;
    before = here;
  }
  return entities;
}

function ends(before: TagParts, here: TagParts): boolean {
  if (before.prefix === 'O') return false;
  return 'ES'.includes(before.prefix) || 'BSO'.includes(here.prefix) || before.type !== here.type;
}

function starts(before: TagParts, here: TagParts): boolean {
  if (here.prefix === 'O') return false;
  return 'BS'.includes(here.prefix) || 'ESO'.includes(before.prefix) || before.type !== here.type;
}
