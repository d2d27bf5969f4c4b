import { defineTokenizer, parseOptions, type TokenizerTrainingReport } from '@cloze/contracts';
import { z } from 'zod';
import { loadTokenizer } from '../files/load-tokenizer.js';
import type { SubwordTokenizer } from '../subword-tokenizer.js';
import { type Texts, trainTokenizer } from '../training/train-tokenizer.js';
import { requireModel } from './require-model.js';
import { toTrainingOptions, trainingOptions } from './training-options.js';
import { trainOnFiles } from './train-on-files.js';

const options = z.strictObject({
  ...trainingOptions,
  /** What decides which pair of tokens is merged next. */
  score: z.enum(['likelihood', 'count', 'ratio']).default('likelihood'),
  /** Longer words, in code points, become [UNK]. */
  maxWordLength: z.int().min(1).default(100),
});

/** Options of `wordpiece.v1`. */
export type WordPieceOptions = z.infer<typeof options>;

/** BERT's tokenizer: greedy longest match over a vocabulary made by merging. */
export const wordPiece = defineTokenizer<WordPieceOptions>({
  name: 'wordpiece.v1',
  summary: "BERT's WordPiece: the longest token that fits, with ## for those that continue a word",
  options,
  async load({ maxWordLength, ...rest }, directory) {
    const { normalization } = toTrainingOptions(rest, rest.score);
    return requireModel(await loadTokenizer(directory, { normalization, maxWordLength }), 'WordPiece', directory);
  },
  train: (parsed, files, report) => trainOnFiles(files, report, (texts) => train(texts, parsed, report)),
});

/**
 * Trains a WordPiece tokenizer on texts, such as {@link readTextBlocks} gives them.
 * @param received options of `wordpiece.v1`; its defaults hold for what is left out
 * @throws ConfigError for a wrong option, TokenizerError if there is no text or too little room for its characters
 */
export async function trainWordPiece(
  texts: Texts,
  received: Partial<WordPieceOptions> = {},
  report?: TokenizerTrainingReport,
): Promise<SubwordTokenizer> {
  return train(texts, parseOptions(options, received, 'options'), report);
}

function train(texts: Texts, parsed: WordPieceOptions, report?: TokenizerTrainingReport): Promise<SubwordTokenizer> {
  const { maxWordLength, score } = parsed;
  return trainTokenizer(texts, toTrainingOptions(parsed, score), () => ({ type: 'WordPiece', maxWordLength }), report);
}
