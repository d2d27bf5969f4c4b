/** What an objective needs of a tiny run. */
export interface ObjectiveCase {
  /** Changes to the run's config. */
  readonly change: object;
  /** Largest batch that can be learnt by heart. */
  readonly batchSize: number;
}

const sentences = {
  train: { use: 'text.v1', files: ['sentences.txt'], documents: 'blank-line' },
  validation: { use: 'held-out', fraction: 0.2 },
};
const pairs = { use: 'sentence-pairs.v1', maxLength: 20 };
const batchSize = 6;

/** Every objective with what it needs, by name. */
export const OBJECTIVE_CASES: Readonly<Record<string, ObjectiveCase>> = {
  'mlm.v1': { change: {}, batchSize },
  'sbo.v1': { change: { corruption: [{ use: 'span-masking.v1', rate: 0.3 }] }, batchSize },
  'nsp.v1': { change: { data: sentences, sampler: pairs, corruption: [] }, batchSize },
  'sop.v1': {
    change: { data: sentences, sampler: { ...pairs, negatives: 'swapped' }, corruption: [] },
    batchSize,
  },
  // Texts that begin differently would leave their first tokens to chance.
  'causal-lm.v1': { change: { corruption: [] }, batchSize: 1 },
  'denoising.v1': {
    change: { corruption: ['delete.v1', 'reorder.v1', 'insert.v1', 'replace.v1'].map((use) => ({ use, rate: 0.2 })) },
    batchSize,
  },
  'rtd.v1': { change: {}, batchSize },
};
