import { compareByCodePoint } from '../unicode/code-points.js';

/** Counted words as sequences of tokens, one after the other in typed arrays; training rewrites them in place. */
export interface WordList {
  /** The tokens of single characters, by code point. */
  readonly tokens: readonly string[];
  /** Tokens by index, word after word. */
  readonly symbols: Int32Array;
  /** Where each word starts in `symbols`. */
  readonly starts: Int32Array; // [words]
  /** Tokens of each word. */
  readonly lengths: Int32Array; // [words]
  /** How often each word occurs. */
  readonly counts: Float64Array; // [words]
}

/**
 * Spells words in characters: the first as it is, the others with the prefix. Where characters are outside the alphabet, a word falls into
 * parts that are trained on separately.
 * @param words with their counts
 * @param alphabetLimit how many characters there may be: the most frequent, of equals the smallest code points
 */
export function spellWords(
  words: ReadonlyMap<string, number>,
  continuationPrefix: string,
  alphabetLimit: number,
): WordList {
  const alphabet = mostFrequentCharacters(words, alphabetLimit);
  const indices = new Map<string, number>();
  const firsts = new Map<string, number>();
  const laters = new Map<string, number>();
  const symbols: number[] = [];
  const starts: number[] = [];
  const counts: number[] = [];
  for (const [word, count] of words) {
    let open = false;
    let isFirst = true;
    for (const character of word) {
      if (alphabet.has(character)) {
        if (!open) {
          starts.push(symbols.length);
          counts.push(count);
        }
        const known = isFirst ? firsts : laters;
        let index = known.get(character);
        if (index === undefined) {
          const token = isFirst ? character : continuationPrefix + character;
          index = indices.get(token) ?? indices.size;
          indices.set(token, index);
          known.set(character, index);
        }
        symbols.push(index);
      }
      open = alphabet.has(character);
      isFirst = false;
    }
  }
  return inOrder([...indices.keys()], symbols, starts, counts);
}

/** Renumbers the tokens by code point, and packs everything into typed arrays. */
function inOrder(tokens: readonly string[], symbols: readonly number[], starts: number[], counts: number[]): WordList {
  const sorted = tokens.map((token, index) => ({ token, index }));
  sorted.sort((a, b) => compareByCodePoint(a.token, b.token));
  const places = new Int32Array(tokens.length);
  sorted.forEach(({ index }, place) => (places[index] = place));
  return {
    tokens: sorted.map(({ token }) => token),
    symbols: Int32Array.from(symbols, (index) => places[index]),
    starts: Int32Array.from(starts),
    lengths: Int32Array.from(starts, (start, word) => (starts[word + 1] ?? symbols.length) - start),
    counts: Float64Array.from(counts),
  };
}

function mostFrequentCharacters(words: ReadonlyMap<string, number>, limit: number): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const [word, count] of words) {
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count);
  }
  const ranked = [...counts].sort(([a, x], [b, y]) => y - x || compareByCodePoint(a, b));
  return new Set(ranked.slice(0, limit).map(([character]) => character));
}
