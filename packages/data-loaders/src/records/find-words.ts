import type { Tokenizer } from '@cloze/contracts';
import { tokenizeText } from './side-tokens.js';

/** The words that the tokenizer splits a text into, where they are not given: what a tagger labels in running text. */
export function findWords(
  text: string,
  tokenizer: Tokenizer,
): { readonly words: readonly string[]; readonly wordOffsets: readonly number[] } {
  const { offsets, wordStarts } = tokenizeText(text, tokenizer);
  const words: string[] = [];
  const wordOffsets: number[] = [];
  for (let word = 0; word + 1 < wordStarts.length; word += 1) {
    const start = offsets[2 * wordStarts[word]];
    const end = offsets[2 * wordStarts[word + 1] - 1];
    words.push(text.slice(start, end));
    wordOffsets.push(start, end);
  }
  return { words, wordOffsets };
}
