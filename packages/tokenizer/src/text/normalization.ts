/** The switches of BERT's normaliser, as `tokenizer.json` has them. */
export interface Normalization {
  /** Remove control characters and U+FFFD, and turn every kind of white space into a space. */
  readonly cleanText: boolean;
  /** Put spaces around CJK ideographs, so that each is a word. */
  readonly handleChineseChars: boolean;
  /** Remove accents (NFD, then all nonspacing marks); `null`: when lower-casing. */
  readonly stripAccents: boolean | null;
  readonly lowercase: boolean;
}

/** BERT's own settings for an uncased model. */
export const UNCASED: Normalization = {
  cleanText: true,
  handleChineseChars: true,
  stripAccents: null,
  lowercase: true,
};
