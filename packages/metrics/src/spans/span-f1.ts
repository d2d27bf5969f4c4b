import { defineMetric, type SpansPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { goldOf } from '../shared/gold-of.js';
import { scoredRecords } from '../shared/scored-records.js';
import { namedScores, typeScores } from '../shared/named-scores.js';
import { spanScores } from './span-scores.js';

const options = z.strictObject({
  labelled: z.boolean().default(true).describe('whether the label must be right too'),
});

/** Options of `span-f1.v1`. */
export type SpanF1Options = z.infer<typeof options>;

/**
 * F1 of spans, exact in both ends: `spanPrecision`, `spanRecall`, `spanF1` (micro), `spanMacroF1` and, labelled, `spanF1/<label>`; see
 * `spanScores`.
 */
export const spanF1 = defineMetric<SpanF1Options, SpansPrediction>({
  name: 'span-f1.v1',
  summary: 'precision, recall and F1 of spans, which may nest and overlap',
  options,
  compute({ labelled }, predictions, records) {
    const scored = scoredRecords('span-f1.v1', ['spans', 'relations'], 'spans', predictions, records);
    const scores = spanScores(
      scored.map(({ record }) => goldOf(record, record.spans, 'spans')),
      scored.map(({ prediction }) => prediction.spans),
      labelled,
    );
    const micro = namedScores(scores.micro, 'span');
    return labelled ? { ...micro, spanMacroF1: scores.macro.f1, ...typeScores(scores, 'span') } : micro;
  },
});
