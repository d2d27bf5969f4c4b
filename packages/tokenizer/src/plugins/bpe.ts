import { defineTokenizer, parseOptions, type TokenizerTrainingReport } from '@cloze/contracts';
import { z } from 'zod';
import { loadTokenizer } from '../files/load-tokenizer.js';
import type { SubwordTokenizer } from '../subword-tokenizer.js';
import { type Texts, trainTokenizer } from '../training/train-tokenizer.js';
import { requireModel } from './require-model.js';
import { toTrainingOptions, trainingOptions } from './training-options.js';
import { trainOnFiles } from './train-on-files.js';

const options = z.strictObject(trainingOptions);

/** Options of `bpe.v1`. */
export type BpeOptions = z.infer<typeof options>;

/**
 * Byte-pair encoding in BERT's frame: the same normalisation, words, `##` and special tokens as WordPiece, but words are spelt by
 * replaying the merges of training, most frequent pair first.
 */
export const bpe = defineTokenizer<BpeOptions>({
  name: 'bpe.v1',
  summary: "Byte-pair encoding with BERT's normalisation: merges characters in the order that training did",
  options,
  async load(parsed, directory) {
    const { normalization } = toTrainingOptions(parsed, 'count');
    return requireModel(await loadTokenizer(directory, { normalization }), 'BPE', directory);
  },
  train: (parsed, files, report) => trainOnFiles(files, report, (texts) => train(texts, parsed, report)),
});

/**
 * Trains a BPE tokenizer on texts, such as {@link readTextBlocks} gives them.
 * @param received options of `bpe.v1`; its defaults hold for what is left out
 * @throws ConfigError for a wrong option, TokenizerError if there is no text or too little room for its characters
 */
export async function trainBpe(
  texts: Texts,
  received: Partial<BpeOptions> = {},
  report?: TokenizerTrainingReport,
): Promise<SubwordTokenizer> {
  return train(texts, parseOptions(options, received, 'options'), report);
}

function train(texts: Texts, parsed: BpeOptions, report?: TokenizerTrainingReport): Promise<SubwordTokenizer> {
  const modelOf = ({ merges }: { readonly merges: readonly { readonly left: string; readonly right: string }[] }) => ({
    type: 'BPE' as const,
    merges: merges.map(({ left, right }) => [left, right] as const),
    fuseUnknown: false,
  });
  return trainTokenizer(texts, toTrainingOptions(parsed, 'count'), modelOf, report);
}
