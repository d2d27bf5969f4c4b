import { defineMetric, refuseIdle, type TagsPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { goldOf } from '../shared/gold-of.js';
import { scoredRecords } from '../shared/scored-records.js';
import { namedScores, typeScores } from '../shared/named-scores.js';
import { areEntityTags } from './are-entity-tags.js';
import { checkTagCounts } from './check-tag-counts.js';
import { entityScores } from './entity-scores.js';

const SCHEME = 'bio';

const options = z
  .strictObject({
    mode: z
      .enum(['default', 'strict'])
      .default('default')
      .describe('default reads invalid tags as conlleval does; strict counts only what the scheme allows'),
    scheme: z.enum(['bio', 'iob1', 'bioes']).default(SCHEME).describe('the tags of strict mode'),
  })
  .superRefine((parsed, context) => {
    if (parsed.mode === 'strict') return;
    refuseIdle(context, parsed, 'scheme', SCHEME, 'none with "mode": "default", which reads the tags of any scheme');
  });

/** Options of `entity-f1.v1`. */
export type EntityF1Options = z.infer<typeof options>;

/**
 * Entity scores of taggers: `precision`, `recall`, `f1` (micro), `macroPrecision`, `macroRecall`, `macroF1`, `weightedF1` and `f1/<type>`; see
 * `entityScores`. Tags that are of no entity at all, such as parts of speech, have no such scores.
 */
export const entityF1 = defineMetric<EntityF1Options, TagsPrediction>({
  name: 'entity-f1.v1',
  summary: 'precision, recall and F1 of entities, as seqeval and conlleval count',
  options,
  compute({ mode, scheme }, predictions, records) {
    const scored = scoredRecords('entity-f1.v1', ['tagging'], 'tags', predictions, records);
    const gold = scored.map(({ record }) => goldOf(record, record.tags, 'tags'));
    if (!areEntityTags(gold.flat())) return {};
    checkTagCounts(scored);
    const predicted = scored.map(({ prediction }) => prediction.tags);
    const scores = entityScores(gold, predicted, mode === 'strict' ? scheme : undefined);
    return {
      ...namedScores(scores.micro),
      ...namedScores(scores.macro, 'macro'),
      weightedF1: scores.weighted.f1,
      ...typeScores(scores),
    };
  },
});
