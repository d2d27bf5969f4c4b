import type { JsonObject, JsonValue } from '../../../packages/cli/src/config/json-value.js';

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
  /** Values of the config by path. */
  readonly set: Readonly<Record<string, JsonValue>>;
}

const shared: JsonObject = { batchSize: 16, maxSteps: 50, evaluateEvery: 1000, checkpointEvery: 1000, logEvery: 1 };

/** A text, a pair, a number a pair, and tags: every loss that transformers has a class for. */
export const PARITY_DATASETS: readonly ParityDataset[] = [
  dataset('subjectivity', 'Subjectivity', 'BertForSequenceClassification', 'subjectivity.accuracy', 'accuracy'),
  dataset('snli', 'SNLI', 'BertForSequenceClassification', 'inference.accuracy', 'accuracy'),
  dataset('stsb', 'STS-B', 'BertForSequenceClassification', 'similarity.spearman', 'spearman'),
  dataset('ncbi-disease', 'NCBI-disease', 'BertForTokenClassification', 'diseases.f1', 'entity-f1'),
];

function dataset(
  config: string,
  title: string,
  architecture: ParityDataset['architecture'],
  name: string,
  of: ParityDataset['metric']['of'],
): ParityDataset {
  // transformers has no CRF.
  const head: JsonValue = { id: 'diseases', use: 'token-classification.v1', decoder: 'greedy' };
  return {
    id: config,
    title,
    config,
    architecture,
    metric: { name, of },
    set: {
      'data.train.limit': 820,
      'data.test.limit': 300,
      'data.validation': { use: 'held-out', fraction: 0.02 },
      training: shared,
      ...(of === 'entity-f1' && { 'heads[0]': head }),
    },
  };
}
