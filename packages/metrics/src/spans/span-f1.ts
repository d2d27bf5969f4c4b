import { defineMetric, type SpansPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { goldOf } from '../shared/gold-of.js';
import { namedScores, typeScores } from '../shared/named-scores.js';
import { scoredRecords } from '../shared/scored-records.js';
import { spanScores } from './span-scores.js';

const options = z.strictObject({});

/**
 * F1 of spans, right where both ends and the label are: `spanPrecision`, `spanRecall`, `spanF1` (micro), `spanMacroF1` and `spanF1/<label>`;
 * see `spanScores`.
 */
export const spanF1 = defineMetric<z.infer<typeof options>, SpansPrediction>({
  name: 'span-f1.v1',
  summary: 'precision, recall and F1 of spans, which may nest and overlap',
  options,
  compute(_options, predictions, records) {
    const scored = scoredRecords('span-f1.v1', ['spans', 'relations'], 'spans', predictions, records);
    const scores = spanScores(
      scored.map(({ record }) => goldOf(record, record.spans, 'spans')),
      scored.map(({ prediction }) => prediction.spans),
    );
    return { ...namedScores(scores.micro, 'span'), spanMacroF1: scores.macro.f1, ...typeScores(scores, 'span') };
  },
});
