import type { TokenBuffer } from '../encoding/token-buffer.js';
import type { AlignedText } from '../text/aligned-text.js';

/** Splits single words into tokens of its vocabulary. */
export interface SubwordModel {
  /** Appends the tokens of the word `text` [from, to), with positions in the original and `word` as index. */
  segment(text: AlignedText, from: number, to: number, word: number, out: TokenBuffer): void;
}
