import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tinyTokenizer } from '../testing/tiny-tokenizer.js';

/** Greedy longest match first, by trying all ends. */
function bruteForce(word: string, vocabulary: ReadonlySet<string>): string[] {
  const characters = [...word];
  const pieces: string[] = [];
  for (let start = 0; start < characters.length;) {
    let end = characters.length;
    const piece = () => (start > 0 ? '##' : '') + characters.slice(start, end).join('');
    while (end > start && !vocabulary.has(piece())) end -= 1;
    if (end === start) return ['[UNK]'];
    pieces.push(piece());
    start = end;
  }
  return pieces;
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1d4b6}'), minLength: 1, maxLength: 8 });
const entries = fc.tuple(fc.boolean(), letters).map(([continues, text]) => (continues ? `##${text}` : text));

describe('WordPieceModel', () => {
  it('finds the longest token again and again, or nothing at all', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entries, { minLength: 1, maxLength: 25 }), letters, (tokens, word) => {
        const tokenizer = tinyTokenizer(tokens);
        const encoding = tokenizer.encode(word, undefined, { addSpecialTokens: false });
        expect(encoding.tokens).toEqual(bruteForce(word, new Set(tokens)));
      }),
    );
  });

  it('counts code points after normalisation against the longest word', () => {
    const tokenizer = tinyTokenizer(['e', '##e', '\u{1d4b6}', '##\u{1d4b6}'], {
      model: { type: 'WordPiece', maxWordLength: 3 },
    });
    const tokens = (text: string) => tokenizer.encode(text, undefined, { addSpecialTokens: false }).tokens;
    expect(tokens('e\u0301e\u0301e\u0301')).toEqual(['e', '##e', '##e']);
    expect(tokens('eeee')).toEqual(['[UNK]']);
    expect(tokens('\u{1d4b6}\u{1d4b6}\u{1d4b6}')).toHaveLength(3);
    expect(tokens('\u{1d4b6}\u{1d4b6}\u{1d4b6}\u{1d4b6}')).toEqual(['[UNK]']);
  });
});
