import {
  defineMetric,
  PluginError,
  type LabelPrediction,
  type TagsPrediction,
  type TaskRecord,
} from '@cloze/contracts';
import { z } from 'zod';
import { labelPairs } from '../classification/predicted-labels.js';
import { checkTagCounts } from '../entities/check-tag-counts.js';
import { goldOf } from '../shared/gold-of.js';
import { scoredRecords } from '../shared/scored-records.js';
import { calibrationError } from './calibration-error.js';

const options = z.strictObject({
  bins: z.int().positive().default(15).describe('bins of equal width over the probabilities'),
});

/** Options of `calibration-error.v1`. */
export type CalibrationOptions = z.infer<typeof options>;

/** Expected calibration error of labels, or of tags word by word, as `calibrationError`; see the function of that name. */
export const calibration = defineMetric<CalibrationOptions, LabelPrediction | TagsPrediction>({
  name: 'calibration-error.v1',
  summary: 'how far probabilities are from the share of right predictions',
  options,
  compute({ bins }, predictions, records) {
    const isTags = predictions.length > 0 && 'tags' in predictions[0];
    const { confidences, right } = isTags
      ? ofTags(predictions as readonly TagsPrediction[], records)
      : ofLabels(predictions as readonly LabelPrediction[], records);
    return { calibrationError: calibrationError(confidences, right, bins) };
  },
});

interface Outcomes {
  readonly confidences: readonly number[];
  readonly right: readonly boolean[];
}

function ofLabels(predictions: readonly LabelPrediction[], records: readonly TaskRecord[]): Outcomes {
  const { gold, predicted } = labelPairs('calibration-error.v1', predictions, records);
  return {
    confidences: predictions.map(({ label, probabilities }) => probabilities[label]),
    right: gold.map((label, i) => label === predicted[i]),
  };
}

function ofTags(predictions: readonly TagsPrediction[], records: readonly TaskRecord[]): Outcomes {
  const scored = scoredRecords('calibration-error.v1', ['tagging'], 'tags', predictions, records);
  checkTagCounts(scored);
  return {
    confidences: scored.flatMap(({ prediction }) => prediction.probabilities ?? withoutProbabilities()),
    right: scored.flatMap(({ record, prediction }) =>
      goldOf(record, record.tags, 'tags').map((tag, word) => tag === prediction.tags[word]),
    ),
  };
}

function withoutProbabilities(): never {
  throw new PluginError({
    what: '"calibration-error.v1" wants the probability of each tag',
    received: 'tags without probabilities',
    fix: 'leave this metric out for heads that give none',
  });
}
