import { createLabelSet } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { tagConstraints } from './tag-scheme.js';
import { stretchesOf, writeStretches } from './tagged-stretches.js';

function* sequences(length: number, names: readonly string[]): Generator<string[]> {
  if (length === 0) return void (yield []);
  for (const rest of sequences(length - 1, names)) for (const name of names) yield [...rest, name];
}

describe('stretches of tags', () => {
  it('are read as conlleval reads them', () => {
    const tags = ['I-A', 'I-A', 'B-A', 'O', 'I-B', 'I-A', 'S-A', 'I-A', 'E-A', 'E-A'];
    expect(stretchesOf(tags).map(({ from, to, type }) => `${from}-${to} ${type}`)).toEqual([
      '0-2 A',
      '2-3 A',
      '4-5 B',
      '5-6 A',
      '6-7 A',
      '7-9 A',
      '9-10 A',
    ]);
  });

  it.each(['bio', 'iob1', 'bioes'] as const)(
    'are written as %s allows, and as they were where it was allowed',
    (scheme) => {
      const places = scheme === 'bioes' ? ['B', 'I', 'E', 'S'] : ['B', 'I'];
      const names = ['O', ...places.flatMap((place) => [`${place}-A`, `${place}-B`])];
      const labels = createLabelSet(names);
      const rules = tagConstraints(scheme, labels, 'scheme');
      const allows = (tags: readonly string[]) => {
        const ids = tags.map((tag) => labels.id(tag)!);
        return (
          rules.mayStart(ids[0]) &&
          rules.mayEnd(ids[ids.length - 1]) &&
          ids.slice(1).every((id, i) => rules.mayFollow(ids[i], id))
        );
      };
      for (const tags of sequences(4, names)) {
        const written = writeStretches(scheme, 4, stretchesOf(tags));
        expect(allows(written)).toBe(true);
        if (allows(tags)) expect(written).toEqual(tags);
      }
    },
  );
});
