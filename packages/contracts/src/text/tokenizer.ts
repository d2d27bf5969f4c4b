import type { Vocabulary } from './vocabulary.js';

/** What encoding one text, or a pair, gives. All arrays have one entry a token. */
export interface Encoding {
  readonly ids: Int32Array; // [tokens]
  /** 0 for the first side, 1 for the second. */
  readonly typeIds: Int32Array; // [tokens]
  /** Start and end of each token in its side's original text, in UTF-16 code units; [0, 0] for added special tokens. */
  readonly offsets: Int32Array; // [tokens * 2]
  /** Index of the word within its side; -1 for added special tokens and padding. */
  readonly wordIds: Int32Array; // [tokens]
  /** Which side a token is of: 0, 1, or -1 for added special tokens and padding. */
  readonly sequenceIds: Int8Array; // [tokens]
  /** 1 for special tokens that the template or padding added. */
  readonly specialTokensMask: Uint8Array; // [tokens]
  /** 0 for padding. */
  readonly attentionMask: Uint8Array; // [tokens]
  /** The tokens' strings, made when first read. */
  readonly tokens: readonly string[];
  /** The windows that did not fit, in order, when truncation with overflow was asked for. */
  readonly overflowing: readonly Encoding[];
}

/** How to encode; the tokenizer's own settings (read from its files) hold where an option is left out. */
export interface EncodeOptions {
  /** Add `[CLS]` and `[SEP]`; true by default. */
  readonly addSpecialTokens?: boolean;
  /** Largest number of tokens, special tokens included. */
  readonly maxLength?: number;
  /** What to cut when a pair is too long; `longest-first` by default. Without `maxLength` nothing is cut. */
  readonly truncation?: 'longest-first' | 'only-first' | 'only-second';
  /** Which end is cut off; `right` by default. */
  readonly truncationSide?: 'left' | 'right';
  /** Tokens that neighbouring windows share. */
  readonly stride?: number;
  /** Return the windows that did not fit in `overflowing`. */
  readonly overflow?: boolean;
  /** Pad to this many tokens. */
  readonly padTo?: number;
  readonly paddingSide?: 'left' | 'right';
}

/** Text as one string, or already split into words. */
export type TextInput = string | readonly string[];

/** Subwords of a text without special tokens, as corpus caches store them. */
export interface TokenizedText {
  readonly ids: Int32Array; // [tokens]
  /** 1 where a word starts. */
  readonly wordStarts: Uint8Array; // [tokens]
}

/** A word to be added to a vocabulary: found in texts before they are split into subwords. */
export interface TokenToAdd {
  readonly content: string;
  /** Left out of decoded text, as `[CLS]` is; looked for in the text as it was written. */
  readonly special?: boolean;
  /** Found only where no letter, digit or mark is right before or after. */
  readonly singleWord?: boolean;
}

/** A trained tokenizer. */
export interface Tokenizer {
  readonly vocabulary: Vocabulary;
  /** Changes whenever any encoding could: a hash over model, normalisation and format version. Part of cache keys. */
  readonly fingerprint: string;
  encode(text: TextInput, pair?: TextInput, options?: EncodeOptions): Encoding;
  /** The fast path for corpora: no special tokens, no offsets. */
  tokenize(text: string): TokenizedText;
  decode(ids: ArrayLike<number>, options?: { readonly skipSpecialTokens?: boolean }): string;
  /** This tokenizer with more tokens, which get the ids after the last; absent where a tokenizer cannot have any. */
  withAddedTokens?(tokens: readonly TokenToAdd[]): Tokenizer;
  /** Writes `vocab.txt` (where the model has one), `tokenizer.json` and `tokenizer_config.json`; throws TokenizerError. */
  save(directory: string): Promise<void>;
}
