import { defineMetric, type ValuePrediction } from '@cloze/contracts';
import { z } from 'zod';
import { spearmanCorrelation } from './spearman-correlation.js';
import { valuePairs } from './predicted-values.js';

const options = z.strictObject({});

/** Spearman's correlation of gold and predicted numbers, as `spearman`; NaN where one side does not vary. */
export const spearman = defineMetric<z.infer<typeof options>, ValuePrediction>({
  name: 'spearman.v1',
  summary: "Spearman's correlation of gold and predicted numbers",
  options,
  compute(_options, predictions, records) {
    const { gold, predicted } = valuePairs('spearman.v1', predictions, records);
    return { spearman: spearmanCorrelation(gold, predicted) };
  },
});
