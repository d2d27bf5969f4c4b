import type { EncodedRecord } from '@cloze/contracts';

/** Number of words of a window. */
export function wordCount({ wordTokens }: Pick<EncodedRecord, 'wordTokens'>): number {
  return wordTokens.length - 1;
}

/**
 * Tokens [from, to) of a word of a window. A word of which the tokenizer leaves nothing reads the token that follows it, which there
 * always is: a text ends with `[SEP]`.
 */
export function tokensOfWord(
  { wordTokens }: Pick<EncodedRecord, 'wordTokens'>,
  word: number,
): readonly [from: number, to: number] {
  const from = wordTokens[word];
  return [from, Math.max(from + 1, wordTokens[word + 1])];
}

/** Where a word of a window stands in the record's text: as given with the words, or from its first token's start to its last one's end. */
export function wordOffset(
  { record, offsets, wordTokens, firstWord }: EncodedRecord,
  word: number,
): readonly [start: number, end: number] {
  const given = record.wordOffsets;
  if (given !== undefined) return [given[2 * (firstWord + word)], given[2 * (firstWord + word) + 1]];
  return [offsets[2 * wordTokens[word]], offsets[2 * wordTokens[word + 1] - 1]];
}
