import type { PairRecord, RegressionRecord } from '@cloze/contracts';
import { describeHead } from '@cloze/testing';
import { pairClassification } from './pair-classification.js';

const source = { file: 'tiny' };
const pairs = [
  ['the cat sat', 'a cat sat on the mat', 'yes', 0.9],
  ['a dog ran', 'birds sang', 'no', 0.1],
  ['the tree', 'a tree', 'yes', 1],
  ['the mat', 'a dog walked', 'no', 0],
] as const;

describeHead(pairClassification, [
  {
    title: 'labels',
    labels: ['no', 'yes'],
    records: pairs.map(([text, pair, label]): PairRecord => ({ kind: 'pair', text, pair, label, source })),
  },
  {
    title: 'numbers',
    options: { task: 'regression' },
    records: pairs.map(([text, pair, , value]): RegressionRecord => ({
      kind: 'regression',
      text,
      pair,
      value,
      source,
    })),
  },
]);
