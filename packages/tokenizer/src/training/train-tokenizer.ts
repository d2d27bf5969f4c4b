import { TokenizerError, type TokenizerTrainingReport } from '@cloze/contracts';
import { BERT_SPECIAL_TOKENS, type TokenizerDefinition } from '../definition.js';
import { bertTemplates } from '../encoding/template.js';
import { specialRoles } from '../files/parse-tokenizer-config.js';
import { SubwordTokenizer } from '../subword-tokenizer.js';
import { BertNormalizer } from '../text/bert-normalizer.js';
import type { Normalization } from '../text/normalization.js';
import type { MergeScoreName } from './merge-score.js';
import { type MergeResult, trainMerges } from './train-merges.js';
import { spellWords } from './word-list.js';
import { WordCounter } from './word-counter.js';

/** What both kinds of tokenizers are trained with. */
export interface TrainingOptions {
  /** Number of entries, special tokens included; fewer if the text runs out of pairs. */
  readonly vocabularySize: number;
  readonly score: MergeScoreName;
  /** Rarer pairs are not merged. */
  readonly minFrequency: number;
  /** How many different characters get a token. */
  readonly alphabetLimit: number;
  readonly normalization: Normalization;
  /** More special tokens, which follow the first five. */
  readonly specialTokens: readonly string[];
  readonly continuationPrefix: string;
}

/** Texts as they come: strings, from memory or read bit by bit. */
export type Texts = Iterable<string> | AsyncIterable<string>;

/**
 * Counts words, merges, and puts the tokenizer together. The same texts and options give the same tokenizer, in whatever order they come.
 * @param modelOf makes the model's settings of what training gave
 * @throws TokenizerError if there is no text, or too little room for its characters
 */
export async function trainTokenizer(
  texts: Texts,
  options: TrainingOptions,
  modelOf: (merged: MergeResult) => TokenizerDefinition['model'],
  report?: TokenizerTrainingReport,
): Promise<SubwordTokenizer> {
  const counter = new WordCounter(new BertNormalizer(options.normalization));
  for await (const text of texts) counter.add(text);
  const words = spellWords(counter.words(), options.continuationPrefix, options.alphabetLimit);
  const special = [...new Set([...specialRoles().map((role) => BERT_SPECIAL_TOKENS[role]), ...options.specialTokens])];
  checkRoom(words.tokens.length, special.length, options.vocabularySize);
  const merged = trainMerges(words, {
    score: options.score,
    continuationPrefix: options.continuationPrefix,
    tokenLimit: options.vocabularySize - special.length,
    minPairCount: options.minFrequency,
    report: (tokens) => report?.({ stage: 'merge', done: tokens + special.length, total: options.vocabularySize }),
  });
  const addedTokens = special.map((content, id) => ({
    id,
    content,
    special: true,
    singleWord: false,
    stripLeft: false,
    stripRight: false,
    normalized: false,
  }));
  return new SubwordTokenizer({
    model: modelOf(merged),
    tokens: [...special, ...merged.tokens],
    addedTokens,
    specialTokens: BERT_SPECIAL_TOKENS,
    continuationPrefix: options.continuationPrefix,
    normalization: options.normalization,
    templates: bertTemplates(special.indexOf(BERT_SPECIAL_TOKENS.cls), special.indexOf(BERT_SPECIAL_TOKENS.sep)),
    decoder: { prefix: options.continuationPrefix, cleanup: true },
  });
}

function checkRoom(characters: number, special: number, vocabularySize: number): void {
  if (characters === 0) {
    throw new TokenizerError({
      what: 'There is nothing to train a tokenizer on',
      received: 'texts without a single word',
      allowed: 'texts with words in them',
      fix: 'check the files',
    });
  }
  if (vocabularySize >= characters + special) return;
  throw new TokenizerError({
    what: 'The vocabulary is too small for the characters of the text',
    where: 'vocabularySize',
    received: `${vocabularySize} for ${special} special tokens and ${characters} tokens of one character`,
    allowed: `integers from ${special + characters}`,
    fix: 'use a larger vocabularySize, or a smaller alphabetLimit',
  });
}
