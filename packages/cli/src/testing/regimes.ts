import { TINY_CONFIG } from './tiny-run.js';

/** A way to pretrain: changes to the config of a tiny run. */
export interface Regime {
  readonly name: string;
  readonly change: object;
}

/** The folder of a run of {@link TINY_CONFIG} that a regime may go on from. */
export const BASE = 'base';

const { data, training, optimizer } = TINY_CONFIG;
const pairs = { use: 'sentence-pairs.v1', maxLength: 20 };
const sentences = {
  train: { use: 'text.v1', files: ['sentences.txt'], documents: 'blank-line' },
  validation: { use: 'held-out', fraction: 0.2 },
};
const spoilt = ['delete.v1', 'reorder.v1', 'insert.v1', 'replace.v1'].map((use) => ({ use, rate: 0.15 }));

/**
 * Every objective and every regime at least once: what a resumed run must carry over differs from one to the next. Those in the
 * default tests, {@link DEFAULT_REGIMES}, have most of it between them.
 */
export const REGIMES: readonly Regime[] = [
  {
    name: 'mlm and sbo on packed sentences, weights on a schedule, averaged weights, accumulation',
    change: {
      sampler: { use: 'full-sentences.v1', maxLength: 24, unit: 'sentence', pack: true },
      corruption: [{ use: 'span-masking.v1', rate: { from: 0.3, to: 0.2 } }],
      objectives: [{ use: 'mlm.v1' }, { use: 'sbo.v1', weight: { from: 0.5, to: 2 } }],
      training: { ...training, accumulate: 2, average: { decay: 0.9 } },
    },
  },
  {
    name: 'mlm and nsp on pairs, LAMB, rates by layer, epochs, one after the other',
    change: {
      data: sentences,
      sampler: pairs,
      objectives: [{ use: 'mlm.v1' }, { use: 'nsp.v1' }],
      optimizer: { use: 'lamb.v1', learningRate: 0.01, layerDecay: 0.7 },
      schedule: { use: 'cosine.v1', warmupSteps: 2 },
      training: { ...training, maxSteps: undefined, epochs: 2, bucket: 4 },
    },
  },
  {
    name: 'rtd, whose generator samples, with TensorBoard files',
    change: {
      objectives: [{ use: 'rtd.v1', generator: { hiddenSize: 4, heads: 1 } }],
      trackers: [{ use: 'jsonl-tracker.v1' }, { use: 'tensorboard.v1' }],
    },
  },
  {
    name: 'denoising in two phases, layers that join one by one',
    change: {
      corruption: spoilt,
      objectives: [{ use: 'denoising.v1' }],
      optimizer: { ...optimizer, unfreeze: { every: 2, unit: 'step' } },
      phases: [
        { training: { ...training, maxSteps: 3 } },
        { sampler: { maxLength: 20 }, training: { ...training, batchSize: 2, maxSteps: 4 } },
      ],
    },
  },
  {
    name: 'sop on pairs of sentences',
    change: {
      data: sentences,
      sampler: { ...pairs, unit: 'sentence', negatives: 'swapped' },
      objectives: [{ use: 'sop.v1' }],
    },
  },
  {
    name: 'causal-lm with frozen embeddings on a weighted mixture, of which each epoch draws anew',
    change: {
      data: {
        train: {
          use: 'mixture.v1',
          parts: [
            { weight: 0.5, dataset: data.train },
            { weight: 0.5, dataset: sentences.train },
          ],
        },
        validation: sentences.validation,
      },
      objectives: [{ use: 'causal-lm.v1' }],
      optimizer: { ...optimizer, freeze: ['embeddings'] },
      training: { ...training, maxSteps: undefined, epochs: 2 },
    },
  },
  {
    name: 'more words for a model that goes on with another text',
    change: {
      model: BASE,
      tokenizer: { addTokens: ['zebra', 'quagga'] },
      encoder: undefined,
      data: sentences,
    },
  },
  {
    name: 'the words of a model that goes on with another text',
    change: { model: BASE, tokenizer: undefined, encoder: undefined, data: sentences },
  },
  {
    name: 'mlm on whole words across documents, made in a worker, with SGD and early stopping',
    change: {
      sampler: { use: 'full-sentences.v1', maxLength: 16, crossDocuments: true, shortProbability: 0.3 },
      corruption: [{ use: 'token-masking.v1', rate: 0.4, wholeWords: true, draw: 'each' }],
      optimizer: { use: 'sgd.v1', learningRate: 0.05 },
      // Ends at its third evaluation, whatever it was killed at before.
      training: { ...training, maxSteps: 15, workers: 1, earlyStopping: { patience: 2, minimumImprovement: 1 } },
    },
  },
  {
    name: 'mlm, sbo and rtd at once',
    change: {
      corruption: [{ use: 'span-masking.v1', rate: 0.3, touching: 'apart' }],
      objectives: [{ use: 'mlm.v1' }, { use: 'sbo.v1' }, { use: 'rtd.v1', generator: { hiddenSize: 4, heads: 1 } }],
    },
  },
];

/** Those that are quick to stop and resume: every objective at least once. */
export const DEFAULT_REGIMES = REGIMES.slice(0, 8);
