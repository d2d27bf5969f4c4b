import { defineMetric, type SpansPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { goldOf } from '../shared/gold-of.js';
import { namedScores } from '../shared/named-scores.js';
import { scoredRecords } from '../shared/scored-records.js';
import { spanScores } from './span-scores.js';

const options = z.strictObject({});

/**
 * F1 of spans whatever their labels, right where both ends are: `boundariesPrecision`, `boundariesRecall` and `boundariesF1`; see
 * `spanScores`.
 */
export const spanBoundariesF1 = defineMetric<z.infer<typeof options>, SpansPrediction>({
  name: 'span-boundaries-f1.v1',
  summary: 'precision, recall and F1 of spans, whatever their labels',
  options,
  compute(_options, predictions, records) {
    const scored = scoredRecords('span-boundaries-f1.v1', ['spans', 'relations'], 'spans', predictions, records);
    const scores = spanScores(
      scored.map(({ record }) => goldOf(record, record.spans, 'spans')),
      scored.map(({ prediction }) => prediction.spans),
      false,
    );
    return namedScores(scores.micro, 'boundaries');
  },
});
