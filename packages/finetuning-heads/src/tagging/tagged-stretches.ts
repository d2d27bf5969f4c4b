import { OUTSIDE, tagParts, type TagSchemeName } from '@cloze/contracts';

/** A typed stretch of words, end exclusive. */
export interface TaggedStretch {
  readonly from: number;
  readonly to: number;
  readonly type: string;
}

/**
 * The stretches that tags of any scheme mean, also where no scheme allows them: one begins at B or S, where the type changes, after E or S,
 * and where none goes on (as conlleval reads them).
 */
export function stretchesOf(tags: readonly string[]): TaggedStretch[] {
  const stretches: { from: number; to: number; type: string }[] = [];
  let open = false;
  tags.forEach((tag, word) => {
    if (tag === OUTSIDE) {
      open = false;
      return;
    }
    const { place, type } = tagParts(tag);
    const current = stretches.at(-1);
    if (open && current && current.type === type && place !== 'B' && place !== 'S') current.to = word + 1;
    else stretches.push({ from: word, to: word + 1, type });
    open = place !== 'E' && place !== 'S';
  });
  return stretches;
}

/** Stretches that do not overlap, in order, as the tags of a scheme. */
export function writeStretches(scheme: TagSchemeName, words: number, stretches: readonly TaggedStretch[]): string[] {
  const tags = new Array<string>(words).fill(OUTSIDE);
  stretches.forEach(({ from, to, type }, i) => {
    const before = stretches[i - 1];
    const touches = before !== undefined && before.to === from && before.type === type;
    for (let word = from; word < to; word += 1) {
      const place = placeOf(scheme, word === from, word === to - 1, touches);
      tags[word] = type === '' ? place : `${place}-${type}`;
    }
  });
  return tags;
}

function placeOf(scheme: TagSchemeName, first: boolean, last: boolean, touches: boolean): string {
  switch (scheme) {
    case 'bio':
      return first ? 'B' : 'I';
    case 'iob1':
      return first && touches ? 'B' : 'I';
    case 'bioes':
      if (first) return last ? 'S' : 'B';
      return last ? 'E' : 'I';
  }
}
