import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tinyTokenizer } from '../testing/tiny-tokenizer.js';
import { mergedToken } from './merged-token.js';

const LETTERS = ['a', 'b', 'c', '\u{1d4b6}'];
const alphabet = LETTERS.flatMap((letter) => [letter, `##${letter}`]);

/** Applies the earliest merge at its leftmost place, until none is left. */
function bruteForce(word: string, merges: readonly (readonly [string, string])[]): string[] {
  const pieces = Array.from(word, (letter, index) => {
    const known = LETTERS.includes(letter);
    return known ? (index > 0 ? '##' : '') + letter : '[UNK]';
  });
  for (;;) {
    const places = merges.map(([left, right]) =>
      pieces.findIndex((piece, i) => piece === left && pieces[i + 1] === right),
    );
    const rank = places.findIndex((place) => place >= 0);
    if (rank < 0) return pieces;
    pieces.splice(places[rank], 2, mergedToken(...merges[rank], '##'));
  }
}

/** Merges that build on one another, as training makes them. */
const merges = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 15 }).map((choices) => {
  const tokens = alphabet.slice();
  const made: [string, string][] = [];
  for (const [x, y] of choices) {
    const left = tokens[x % tokens.length];
    const right = tokens.filter((token) => token.startsWith('##'))[
      y % tokens.filter((token) => token.startsWith('##')).length
    ];
    if (made.some(([a, b]) => a === left && b === right)) continue;
    made.push([left, right]);
    const product = mergedToken(left, right, '##');
    if (!tokens.includes(product)) tokens.push(product);
  }
  return { tokens, merges: made };
});

describe('BpeModel', () => {
  it('replays merges in the order of training, the leftmost first', () => {
    const word = fc.string({ unit: fc.constantFrom(...LETTERS, 'z'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(merges, word, ({ tokens, merges: made }, text) => {
        const tokenizer = tinyTokenizer(tokens, { model: { type: 'BPE', merges: made, fuseUnknown: false } });
        const encoding = tokenizer.encode(text, undefined, { addSpecialTokens: false });
        expect(encoding.tokens).toEqual(bruteForce(text, made));
        const covered = encoding.tokens.map((_, i) => text.slice(encoding.offsets[2 * i], encoding.offsets[2 * i + 1]));
        expect(covered.join('')).toBe(text);
      }),
    );
  });

  it('keeps unknown characters apart, or makes one token of neighbours', () => {
    const encode = (fuseUnknown: boolean) =>
      tinyTokenizer(alphabet, { model: { type: 'BPE', merges: [], fuseUnknown } }).encode('axxb', undefined, {
        addSpecialTokens: false,
      }).tokens;
    expect(encode(false)).toEqual(['a', '[UNK]', '[UNK]', '##b']);
    expect(encode(true)).toEqual(['a', '[UNK]', '##b']);
  });
});
