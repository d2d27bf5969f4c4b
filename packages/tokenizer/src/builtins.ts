import { bpe } from './plugins/bpe.js';
import { wordPiece } from './plugins/wordpiece.js';

/** The tokenizer plugins of this package. */
export const tokenizerPlugins = [wordPiece, bpe] as const;
