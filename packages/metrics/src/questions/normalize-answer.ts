// What Python's `string.punctuation`, `\w` and `str.split()` mean: JavaScript's `\b` and `\s` know other characters.
const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;
const WHITE_SPACE = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The words of an answer as SQuAD's scripts compare them: lower-cased, without ASCII punctuation and articles. */
export function answerWords(answer: string): string[] {
  const plain = answer.toLowerCase().replace(PUNCTUATION, '').replace(ARTICLES, ' ');
  return plain.split(WHITE_SPACE).filter((word) => word !== '');
}

/** {@link answerWords} with a space between them. */
export function normalizeAnswer(answer: string): string {
  return answerWords(answer).join(' ');
}
