import type { Tokenizer } from '../text/tokenizer.js';
import type { Definition, Plugin } from './plugin.js';

/** Progress of a training run of a tokenizer. */
export interface TokenizerTrainingReport {
  (progress: { readonly stage: 'read' | 'merge' | 'write'; readonly done: number; readonly total: number }): void;
}

/** A tokenizer: loaded from a folder, or trained on files. */
export interface TokenizerPlugin<Options = unknown> extends Plugin<'tokenizer', Options> {
  /** Reads a folder with `tokenizer.json` or `vocab.txt`; throws TokenizerError. */
  load(options: Options, directory: string): Promise<Tokenizer>;
  /** Trains on text files, streamed; the same files and options give the same tokenizer. */
  train(options: Options, files: readonly string[], report?: TokenizerTrainingReport): Promise<Tokenizer>;
}

declare module './plugin.js' {
  interface PluginKinds {
    tokenizer: TokenizerPlugin;
  }
}

/** Makes a tokenizer plugin from its parts. */
export function defineTokenizer<Options>(definition: Definition<TokenizerPlugin<Options>>): TokenizerPlugin<Options> {
  return { apiVersion: 1, kind: 'tokenizer', ...definition };
}
