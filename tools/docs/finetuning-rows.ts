import type { Decoding } from './decoding-scores.js';

/** One data set of the documented fine-tuning runs, with the config that it is run from. */
export interface FinetuningRow {
  /** Name of the config in `examples/finetuning`, and of the row on the command line. */
  readonly id: string;
  readonly title: string;
  /** What is learned from, as the table says it. */
  readonly trained: string;
  /** Value of the evaluation that the table shows. */
  readonly measure: string;
  /** The same for people. */
  readonly measureTitle: string;
  /** Changes to the config by path, for rows that share one. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** The config, where it is not that of `id`. */
  readonly config?: string;
  /** A tagger whose entities are held against nested ones too. */
  readonly nested?: boolean;
  /** Further ways in which the head decodes, by name, measured with the same models. */
  readonly decodings?: Readonly<Record<string, Decoding>>;
  /** What it is run with; by default every encoder. */
  readonly kinds?: readonly EncoderKind[];
}

/** What stands under the heads: MiniLM or, where it is not there, an encoder that this project pretrained; or a baseline. */
export type EncoderKind = 'minilm' | 'own' | 'lstm' | 'static-vectors';

/** Every encoder of a row. */
export const ENCODER_KINDS: readonly EncoderKind[] = ['minilm', 'own', 'lstm', 'static-vectors'];

/** Seeds of every run. */
export const SEEDS: readonly number[] = [1, 2, 3];

/** The documented runs. */
export const FINETUNING_ROWS: readonly FinetuningRow[] = [
  row('subjectivity', 'Subjectivity', '2,000 sentences', 'subjectivity.accuracy', 'accuracy'),
  row('movie-reviews', 'Movie reviews', '800 reviews, 192 tokens each', 'sentiment.accuracy', 'accuracy'),
  row('scicite', 'SciCite', '1,500 citations', 'intent.macroF1', 'macro F1'),
  row('rte', 'RTE', '1,500 pairs', 'entailment.accuracy', 'accuracy'),
  row('snli', 'SNLI', '3,000 pairs of its dev set', 'inference.accuracy', 'accuracy'),
  row('stsb', 'STS-B', '2,500 pairs', 'similarity.spearman', 'Spearman'),
  row('ud-ewt', 'UD-EWT tags', '2,500 sentences', 'tags.accuracy', 'accuracy'),
  row('wnut17', 'WNUT-17', '2,000 posts', 'entities.f1', 'entity F1'),
  row('ncbi-disease', 'NCBI-disease', '1,500 sentences', 'diseases.f1', 'entity F1'),
  {
    ...row('litbank', 'LitBank, nested', '1,500 sentences', 'entities.spanF1', 'span F1'),
    decodings: { flat: { decoding: 'flat' }, overlapping: { decoding: 'overlapping' } },
  },
  row('conll04', 'CoNLL-04 relations', 'all 910 sentences', 'relations.relationF1', 'relation F1'),
  row('xquad', 'XQuAD by article', '5 of 10 parts of the articles', 'answer.answerF1', 'answer F1'),
  row('gap', 'GAP', '1,200 snippets of its development set', 'pronouns.gapF1', 'F1'),
  // How tags are decoded, on three sets.
  ...decoders('wnut17', 'WNUT-17', '1,000 posts', 'entities', { 'data.train.limit': 1000 }),
  ...decoders('ncbi-disease', 'NCBI-disease', '1,500 sentences', 'diseases'),
  ...decoders('litbank-bio', 'LitBank, outer layer', '1,500 sentences', 'entities'),
];

function row(id: string, title: string, trained: string, measure: string, measureTitle: string): FinetuningRow {
  return { id, title, trained, measure, measureTitle };
}

/** The same data under each way of decoding tags. */
function decoders(
  config: string,
  title: string,
  trained: string,
  head: string,
  changes: FinetuningRow['set'] = {},
): FinetuningRow[] {
  const decoder = (name: string, choice: object, decodings?: FinetuningRow['decodings']): FinetuningRow => ({
    ...row(`${config}-${name}`, title, trained, `${head}.f1`, 'entity F1'),
    config,
    set: { ...changes, 'heads[0]': { id: head, ...choice } },
    ...(config === 'litbank-bio' && { nested: true }),
    ...(decodings && { decodings }),
    kinds: ['minilm', 'own'],
  });
  return [
    decoder(
      'greedy',
      { use: 'token-classification.v1', decoder: 'greedy' },
      { constrained: { decoder: 'greedy-bio' } },
    ),
    decoder('crf', { use: 'crf-tagging.v1' }),
  ];
}
