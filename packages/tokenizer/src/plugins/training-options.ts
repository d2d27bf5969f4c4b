import { z } from 'zod';
import type { TrainingOptions } from '../training/train-tokenizer.js';

/** Options of every trained tokenizer. A tokenizer that is loaded takes what its files say instead. */
export const trainingOptions = {
  /** Entries of the vocabulary, special tokens included; a small text may give fewer. */
  vocabularySize: z.int().min(1).default(30_000),
  /** Pairs of tokens that occur less often are not merged. */
  minFrequency: z.int().min(1).default(2),
  /** How many different characters get a token, the most frequent ones; words with others become unknown. */
  alphabetLimit: z.int().min(1).default(1000),
  lowercase: z.boolean().default(true),
  /** Remove accents; null: where `lowercase` is set. */
  stripAccents: z.boolean().nullable().default(null),
  /** Remove control characters, and read all white space as spaces. */
  cleanText: z.boolean().default(true),
  /** Make a word of every CJK ideograph. */
  handleChineseChars: z.boolean().default(true),
  /** Special tokens besides [PAD], [UNK], [CLS], [SEP] and [MASK], such as markers of entities. */
  specialTokens: z.array(z.string().min(1)).default([]),
};

/** What continues a word begins with this, as in BERT. */
const CONTINUATION_PREFIX = '##';

/** Options as training takes them. */
export function toTrainingOptions(
  options: z.infer<z.ZodObject<typeof trainingOptions>>,
  score: TrainingOptions['score'],
): TrainingOptions {
  const { vocabularySize, minFrequency, alphabetLimit, specialTokens } = options;
  const { cleanText, handleChineseChars, stripAccents, lowercase } = options;
  return {
    vocabularySize,
    minFrequency,
    alphabetLimit,
    specialTokens,
    score,
    normalization: { cleanText, handleChineseChars, stripAccents, lowercase },
    continuationPrefix: CONTINUATION_PREFIX,
  };
}
