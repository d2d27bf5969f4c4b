import { DataError, sourcePlace, type TaskRecord, type Tokenizer } from '@cloze/contracts';

/** The subwords of one text of a record. */
export interface SideTokens {
  readonly ids: Int32Array; // [tokens]
  /** Characters of each token in the text, UTF-16 code units. */
  readonly offsets: Int32Array; // [tokens * 2]
  /** First token of each word, then the number of tokens. */
  readonly wordStarts: Int32Array; // [words + 1]
}

/** Subwords of a text whose words are those that the tokenizer finds. */
export function tokenizeText(text: string, tokenizer: Tokenizer): SideTokens {
  const { ids, offsets, wordIds } = tokenizer.encode(text, undefined, { addSpecialTokens: false });
  const wordStarts: number[] = [];
  for (let token = 0; token < ids.length; token += 1) {
    if (token === 0 || wordIds[token] !== wordIds[token - 1]) wordStarts.push(token);
  }
  wordStarts.push(ids.length);
  return { ids, offsets, wordStarts: Int32Array.from(wordStarts) };
}

/**
 * Subwords of given words. One that the tokenizer makes nothing of (control characters only) becomes `[UNK]`, so that every word
 * has a row that can carry its label.
 */
export function tokenizeWords(text: string, wordOffsets: readonly number[], tokenizer: Tokenizer): SideTokens {
  const words = Array.from({ length: wordOffsets.length / 2 }, (_, i) =>
    text.slice(wordOffsets[2 * i], wordOffsets[2 * i + 1]),
  );
  const encoding = tokenizer.encode(words, undefined, { addSpecialTokens: false });
  const ids: number[] = [];
  const offsets: number[] = [];
  const wordStarts = new Int32Array(words.length + 1);
  let token = 0;
  for (const word of words.keys()) {
    const start = wordOffsets[2 * word];
    wordStarts[word] = ids.length;
    for (; token < encoding.ids.length && encoding.wordIds[token] === word; token += 1) {
      ids.push(encoding.ids[token]);
      offsets.push(start + encoding.offsets[2 * token], start + encoding.offsets[2 * token + 1]);
    }
    if (ids.length > wordStarts[word]) continue;
    ids.push(tokenizer.vocabulary.special.unknown);
    offsets.push(start, wordOffsets[2 * word + 1]);
  }
  wordStarts[words.length] = ids.length;
  return { ids: Int32Array.from(ids), offsets: Int32Array.from(offsets), wordStarts };
}

/**
 * Subwords of a record's text: of its words where they are given.
 * @throws DataError for words without offsets
 */
export function tokenizeRecordText(record: TaskRecord, tokenizer: Tokenizer): SideTokens {
  const { text, words, wordOffsets, source } = record;
  if (wordOffsets !== undefined) return tokenizeWords(text, wordOffsets, tokenizer);
  if (words === undefined) return tokenizeText(text, tokenizer);
  throw new DataError({
    what: 'A record has words without their places in the text',
    where: sourcePlace(source),
    received: `${words.length} words and no "wordOffsets"`,
    fix: 'give "wordOffsets", as `joinWords` makes them',
  });
}
