import * as tf from '@tensorflow/tfjs-core';
import type { ClassificationRecord } from '@cloze/contracts';
import { shapedArray } from '@cloze/contracts';
import { defineHead } from '@cloze/contracts/tensor';
import { z } from 'zod';
import { crossEntropy } from '../fixtures/unmask.js';
import { describeHead } from './describe-head.js';

/** Names a text's label from its first token. */
const labelling = defineHead({
  name: 'labelling.v1',
  summary: 'Labels texts',
  options: z.strictObject({}),
  accepts: 'classification',
  metrics: [],
  targets: (_options, { labels }) => ({
    collate(records) {
      const known = [...records.keys()].filter((i) => records[i].record.label !== undefined);
      return {
        arrays: {
          rows: Int32Array.from(known),
          labels: Int32Array.from(known, (i) => labels.id(records[i].record.label!) ?? 0),
        },
        weight: known.length,
      };
    },
  }),
  create(_options, { sizes, labels, parameters }) {
    const weight = parameters.create<tf.Rank.R2>('weight', {
      shape: [sizes.hiddenSize, labels.names.length],
      initializer: { kind: 'truncated-normal', standardDeviation: 0.3 },
    });
    return {
      parameters: parameters.table,
      loss({ encode, targets }) {
        const rows = tf.gather(encode().cls(), targets['rows'] as tf.Tensor1D);
        return { sum: crossEntropy(tf.matMul(rows, weight), targets['labels'] as tf.Tensor1D) };
      },
      outputs: ({ encode }) => ({ best: tf.argMax(tf.matMul(encode().cls(), weight), 1) }),
    };
  },
  decode: (_options, outputs, _records, labels) =>
    [...shapedArray(outputs['best']).data].map((id) => ({ label: labels.names[id] })),
});

const record = (text: string, label: string): ClassificationRecord => ({
  kind: 'classification',
  text,
  label,
  source: { file: 'tiny' },
});

describeHead(labelling, [
  {
    title: 'two labels',
    labels: ['animal', 'place'],
    records: [record('the cat sat', 'animal'), record('a tree', 'place'), record('birds sang on', 'animal')],
  },
]);
