/** Words as a text with a space between them, and where each stands in it: start and end of word i are at 2i and 2i + 1. */
export function joinWords(words: readonly string[]): {
  readonly text: string;
  readonly words: readonly string[];
  readonly wordOffsets: readonly number[];
} {
  const wordOffsets: number[] = [];
  let at = 0;
  for (const word of words) {
    wordOffsets.push(at, at + word.length);
    at += word.length + 1;
  }
  return { text: words.join(' '), words, wordOffsets };
}
