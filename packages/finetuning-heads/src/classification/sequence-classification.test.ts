import type { ClassificationRecord, RegressionRecord } from '@cloze/contracts';
import { describeHead } from '@cloze/testing';
import { sequenceClassification } from './sequence-classification.js';

const source = { file: 'tiny' };
const record = (text: string, ...labels: string[]): ClassificationRecord => ({
  kind: 'classification',
  text,
  label: labels[0],
  labels,
  source,
});
const value = (text: string, number: number): RegressionRecord => ({ kind: 'regression', text, value: number, source });

const records = [
  record('the cat sat', 'animal'),
  record('a tree', 'place'),
  record('birds sang on', 'animal'),
  record('on the mat', 'place', 'thing'),
];
const labels = ['animal', 'place', 'thing'];

describeHead(sequenceClassification, [
  { title: 'the pooled [CLS]', labels, records },
  { title: 'the bare [CLS]', labels, records, options: { pooler: false } },
  { title: 'a hidden layer', labels, records, options: { hiddenSize: 6, dropout: 0.1 }, fallsTo: 0.3 },
  { title: 'class weights', labels, records, options: { classWeights: { place: 3, thing: 0.5 } } },
  { title: 'several labels', labels, records, options: { task: 'multi-label', threshold: 0.4 } },
  { title: 'several weighted labels', labels, records, options: { task: 'multi-label', classWeights: { thing: 2 } } },
  {
    title: 'numbers',
    records: [value('the cat sat', 1), value('a tree', -0.5), value('birds sang on', 0.25)],
    options: { task: 'regression' },
  },
]);
