import type { AddedToken } from './added/added-token.js';
import type { DecoderSettings } from './encoding/decode.js';
import type { Templates } from './encoding/template.js';
import type { Normalization } from './text/normalization.js';

/** A WordPiece model as data. */
export interface WordPieceDefinition {
  readonly type: 'WordPiece';
  readonly maxWordLength: number;
}

/** A BPE model as data. */
export interface BpeDefinition {
  readonly type: 'BPE';
  readonly merges: readonly (readonly [left: string, right: string])[];
  readonly fuseUnknown: boolean;
}

/** The names of the tokens with a meaning of their own. */
export interface SpecialTokens {
  readonly pad: string;
  readonly unknown: string;
  readonly cls: string;
  readonly sep: string;
  readonly mask: string;
}

/** BERT's names; also the order in which a trained vocabulary begins. */
export const BERT_SPECIAL_TOKENS: SpecialTokens = {
  pad: '[PAD]',
  unknown: '[UNK]',
  cls: '[CLS]',
  sep: '[SEP]',
  mask: '[MASK]',
};

/** All that makes a tokenizer, as plain data: what the files hold, fit for structured cloning to a worker. */
export interface TokenizerDefinition {
  readonly model: WordPieceDefinition | BpeDefinition;
  /** The model's own tokens by id, added tokens left out; an empty string where an id has none. */
  readonly tokens: readonly string[];
  readonly addedTokens: readonly AddedToken[];
  readonly specialTokens: SpecialTokens;
  readonly continuationPrefix: string;
  readonly normalization: Normalization;
  readonly templates: Templates;
  readonly decoder: DecoderSettings;
}
