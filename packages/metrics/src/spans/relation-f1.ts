import { defineMetric, type RelationsPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { goldOf } from '../shared/gold-of.js';
import { scoredRecords } from '../shared/scored-records.js';
import { namedScores, typeScores } from '../shared/named-scores.js';
import { relationScores } from './relation-scores.js';

const options = z.strictObject({
  match: z
    .enum(['strict', 'boundaries'])
    .default('strict')
    .describe('strict: both spans right in ends and label; boundaries: in their ends'),
});

/** Options of `relation-f1.v1`. */
export type RelationF1Options = z.infer<typeof options>;

/**
 * F1 of relations: `relationPrecision`, `relationRecall`, `relationF1` (micro), `relationMacroF1` and `relationF1/<label>`; see
 * `relationScores`.
 */
export const relationF1 = defineMetric<RelationF1Options, RelationsPrediction>({
  name: 'relation-f1.v1',
  summary: 'precision, recall and F1 of relations between spans',
  options,
  compute({ match }, predictions, records) {
    const scored = scoredRecords('relation-f1.v1', ['relations'], 'relations', predictions, records);
    const scores = relationScores(
      scored.map(({ record }) => ({
        spans: goldOf(record, record.spans, 'spans'),
        relations: goldOf(record, record.relations, 'relations'),
      })),
      scored.map(({ prediction }) => prediction),
      match === 'strict',
    );
    return {
      ...namedScores(scores.micro, 'relation'),
      relationMacroF1: scores.macro.f1,
      ...typeScores(scores, 'relation'),
    };
  },
});
