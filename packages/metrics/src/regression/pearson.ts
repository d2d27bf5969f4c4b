import { defineMetric, type ValuePrediction } from '@cloze/contracts';
import { z } from 'zod';
import { pearsonCorrelation } from './pearson-correlation.js';
import { valuePairs } from './predicted-values.js';

const options = z.strictObject({});

/** Pearson's correlation of gold and predicted numbers, as `pearson`; NaN where one side does not vary. */
export const pearson = defineMetric<z.infer<typeof options>, ValuePrediction>({
  name: 'pearson.v1',
  summary: "Pearson's correlation of gold and predicted numbers",
  options,
  compute(_options, predictions, records) {
    const { gold, predicted } = valuePairs('pearson.v1', predictions, records);
    return { pearson: pearsonCorrelation(gold, predicted) };
  },
});
