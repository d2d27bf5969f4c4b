import { createLabelSet, type TagSchemeName } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { tagConstraints } from './tag-scheme.js';

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly type: string;
}

/** Every way to lay typed stretches without overlap over `length` words. */
function* segmentations(length: number, types: readonly string[], from = 0): Generator<Stretch[]> {
  if (from >= length) return void (yield []);
  for (const rest of segmentations(length, types, from + 1)) yield rest; // word `from` is outside
  for (let to = from + 1; to <= length; to += 1) {
    for (const type of types) for (const rest of segmentations(length, types, to)) yield [{ from, to, type }, ...rest];
  }
}

/** A segmentation as tags, from the schemes' definitions. */
function tagsOf(scheme: TagSchemeName, length: number, stretches: readonly Stretch[]): string[] {
  const tags = new Array<string>(length).fill('O');
  for (const { from, to, type } of stretches) {
    const touches = stretches.some((other) => other.to === from && other.type === type);
    for (let word = from; word < to; word += 1) {
      const first = word === from;
      const last = word === to - 1;
      const place = {
        bio: first ? 'B' : 'I',
        iob1: first && touches ? 'B' : 'I',
        bioes: first && last ? 'S' : first ? 'B' : last ? 'E' : 'I',
      }[scheme];
      tags[word] = `${place}-${type}`;
    }
  }
  return tags;
}

function* sequences(length: number, tags: number): Generator<number[]> {
  if (length === 0) return void (yield []);
  for (const rest of sequences(length - 1, tags)) for (let tag = 0; tag < tags; tag += 1) yield [...rest, tag];
}

describe('tagConstraints', () => {
  it.each(['bio', 'iob1', 'bioes'] as const)(
    'allows under %s just the sequences that stretches are written as',
    (scheme) => {
      const places = scheme === 'bioes' ? ['B', 'I', 'E', 'S'] : ['B', 'I'];
      const names = ['O', ...places.flatMap((place) => [`${place}-A`, `${place}-B`])];
      const rules = tagConstraints(scheme, createLabelSet(names), 'scheme');
      const length = scheme === 'bioes' ? 4 : 5;
      const written = new Set(
        [...segmentations(length, ['A', 'B'])].map((stretches) => tagsOf(scheme, length, stretches).join(' ')),
      );
      const allowed = [...sequences(length, names.length)].filter(
        (tags) =>
          rules.mayStart(tags[0]) &&
          rules.mayEnd(tags[length - 1]) &&
          tags.slice(1).every((tag, i) => rules.mayFollow(tags[i], tag)),
      );
      expect(new Set(allowed.map((tags) => tags.map((tag) => names[tag]).join(' ')))).toEqual(written);
    },
  );

  it('refuses tags of another scheme', () => {
    expect(() => tagConstraints('bio', createLabelSet(['O', 'B-A', 'E-A']), 'heads[0].scheme')).toThrow(
      [
        'A tag is not of the scheme "bio"',
        '  where: heads[0].scheme',
        '  received: E-A',
        '  allowed: O, B-…, I-…',
        '  fix: choose the scheme that the data is written in, or set no constraints',
      ].join('\n'),
    );
  });
});
