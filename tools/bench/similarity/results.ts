import { join } from 'node:path';
import { markdownTable } from '../../docs/markdown-table.js';

/** Where the figures are kept. */
export const RESULTS = join(import.meta.dirname, 'results.json');

/** What `run.ts` measures. */
export interface Results {
  readonly model: string;
  /** Spearman's correlation on STS-B's test pairs. */
  readonly sts: number;
  /** Of a word list: pairs, those in the comparison, and the correlation by source. */
  readonly words: readonly {
    readonly list: string;
    readonly pairs: number;
    readonly compared: number;
    readonly correlations: Readonly<Record<string, number>>;
  }[];
  readonly context: readonly {
    readonly source: string;
    /** Spearman's correlation with people's ratings of a word in two sentences. */
    readonly polyseme: number;
    /** Share of right answers on WiC-TSV's development set. */
    readonly senses: number;
  }[];
  readonly contextSizes: { readonly polyseme: number; readonly senses: number; readonly yes: number };
  /** What it took to train the skip-gram vectors of the word lists; not there before `--corpus` was given once. */
  readonly skipGram?: SkipGramTraining;
}

/** A training of skip-gram on WikiText-2, on one thread. */
export interface SkipGramTraining {
  readonly processor: string;
  /** Words of the text. */
  readonly words: number;
  /** Passes over the text. */
  readonly epochs: number;
  /** Of the clock, from the first word read to the last update. */
  readonly seconds: number;
}

/** The tables of docs/embeddings.md, by the name of their block. */
export const BLOCKS: Readonly<Record<string, (results: Results) => string>> = {
  'similarity-words': ({ words }) => {
    const sources = Object.keys(words[0].correlations);
    return markdownTable(
      ['list', 'pairs', 'compared', ...sources],
      words.map(({ list, pairs, compared, correlations }) => [
        list,
        String(pairs),
        String(compared),
        ...sources.map((source) => correlations[source].toFixed(3)),
      ]),
      { numbers: true },
    );
  },
  'similarity-words-training': ({ skipGram }) => {
    if (skipGram === undefined) return 'The speed of the skip-gram trainer is not measured yet.';
    const { processor, words, epochs, seconds } = skipGram;
    const [text, rate] = [words, (epochs * words) / seconds].map((value) => Math.round(value).toLocaleString('en-US'));
    return (
      `Skip-gram read WikiText-2's ${text} words ${epochs} times in ${seconds.toFixed(0)} seconds, **${rate} words a second**, on one ` +
      `thread of ${processor}.`
    );
  },
  'similarity-context': ({ context, contextSizes: { polyseme, senses, yes } }) =>
    markdownTable(
      ['vectors', `polyseme similarity, ${polyseme} pairs`, `WiC-TSV, ${senses} questions`],
      [
        ...context.map((row) => [row.source, row.polyseme.toFixed(3), `${(100 * row.senses).toFixed(1)} %`]),
        ['always yes', '', `${((100 * yes) / senses).toFixed(1)} %`],
      ],
      { numbers: true },
    ),
  'similarity-sts': ({ model, sts }) =>
    `Spearman's correlation on STS-B's 1,379 test pairs with ${model}: **${sts.toFixed(4)}**.`,
};
