import { defineMetric, type TagsPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { accuracyOf } from '../classification/accuracy-of.js';
import { goldOf } from '../shared/gold-of.js';
import { scoredRecords } from '../shared/scored-records.js';
import { checkTagCounts } from './check-tag-counts.js';

const options = z.strictObject({});

/** Share of words whose tag is right, as `accuracy`. */
export const tagAccuracy = defineMetric<z.infer<typeof options>, TagsPrediction>({
  name: 'tag-accuracy.v1',
  summary: 'share of words whose tag is right',
  options,
  compute(_options, predictions, records) {
    const scored = scoredRecords('tag-accuracy.v1', ['tagging'], 'tags', predictions, records);
    checkTagCounts(scored);
    return {
      accuracy: accuracyOf(
        scored.flatMap(({ record }) => goldOf(record, record.tags, 'tags')),
        scored.flatMap(({ prediction }) => prediction.tags),
      ),
    };
  },
});
