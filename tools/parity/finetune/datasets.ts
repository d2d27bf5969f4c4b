import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../../packages/cli/src/config/json-value.js';
import { configs, digestOf } from '../../docs/finetuning-config.js';

/** A data set that both sides fine-tune on, cut small. */
export interface ParityDataset {
  readonly id: string;
  readonly title: string;
  /** Name of its config in `examples/finetuning`. */
  readonly config: string;
  /** transformers' class. */
  readonly architecture: 'BertForSequenceClassification' | 'BertForTokenClassification';
  /** The score that both sides are compared by, and how the peer computes it. */
  readonly metric: { readonly name: string; readonly of: 'accuracy' | 'spearman' | 'entity-f1' };
  /** How many runs have dropout masks of each side's own. */
  readonly seeds: number;
  /** Values of the config by path. */
  readonly set: Readonly<Record<string, JsonValue>>;
}

/** Tells results of one config and cut from those of another. */
export function parityDigest({ config, architecture, metric, set }: ParityDataset): string {
  const file = JSON.parse(readFileSync(join(configs, `${config}.json`), 'utf8')) as JsonObject;
  return digestOf({ file, architecture, metric, set });
}

const BATCH_SIZE = 16;

/**
 * A text, a pair, a number a pair, and tags: every loss that transformers has a class for. Pairs take more steps until their scores are above
 * chance. The first five seeds of SNLI did not agree: it has twenty.
 */
export const PARITY_DATASETS: readonly ParityDataset[] = [
  dataset('subjectivity', 'Subjectivity', 'BertForSequenceClassification', 'subjectivity.accuracy', 'accuracy', 50),
  dataset('snli', 'SNLI', 'BertForSequenceClassification', 'inference.accuracy', 'accuracy', 150, 20),
  dataset('stsb', 'STS-B', 'BertForSequenceClassification', 'similarity.spearman', 'spearman', 150),
  dataset('ncbi-disease', 'NCBI-disease', 'BertForTokenClassification', 'diseases.f1', 'entity-f1', 50),
];

function dataset(
  config: string,
  title: string,
  architecture: ParityDataset['architecture'],
  name: string,
  of: ParityDataset['metric']['of'],
  maxSteps: number,
  seeds = 5,
): ParityDataset {
  const training: JsonObject = {
    batchSize: BATCH_SIZE,
    maxSteps,
    evaluateEvery: 1000,
    checkpointEvery: 1000,
    logEvery: 1,
  };
  // transformers has no CRF.
  const head: JsonValue = { id: 'diseases', use: 'token-classification.v1', decoder: 'greedy' };
  return {
    id: config,
    title,
    config,
    architecture,
    metric: { name, of },
    seeds,
    set: {
      // One epoch, beside the fiftieth part that is held out.
      'data.train.limit': Math.ceil(1.025 * maxSteps * BATCH_SIZE),
      'data.test.limit': 300,
      'data.validation': { use: 'held-out', fraction: 0.02 },
      training,
      ...(of === 'entity-f1' && { 'heads[0]': head }),
    },
  };
}
