import { defineMetric, type LabelPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { matthewsCorrelation } from './matthews-correlation.js';
import { labelPairs } from './predicted-labels.js';

const options = z.strictObject({});

/** Matthews' correlation of gold and predicted labels, as `matthews`. */
export const matthews = defineMetric<z.infer<typeof options>, LabelPrediction>({
  name: 'matthews.v1',
  summary: "Matthews' correlation of gold and predicted labels",
  options,
  compute(_options, predictions, records) {
    const { gold, predicted } = labelPairs('matthews.v1', predictions, records);
    return { matthews: matthewsCorrelation(gold, predicted) };
  },
});
