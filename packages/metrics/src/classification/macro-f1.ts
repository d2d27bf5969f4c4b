import { defineMetric, type LabelPrediction, type LabelsPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { typeScores } from '../shared/named-scores.js';
import { classificationScores } from './classification-scores.js';
import { labelSetScores } from './label-set-scores.js';
import { areLabelSets, labelPairs, labelSetPairs } from './predicted-labels.js';

const options = z.strictObject({
  labels: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('labels to average over; left out, all that occur in the records or predictions'),
});

/** Options of `macro-f1.v1`. */
export type MacroF1Options = z.infer<typeof options>;

/**
 * F1 of classification: the mean over labels as `macroF1` (with `macroPrecision` and `macroRecall`), `microF1`, `weightedF1` and
 * `f1/<label>`; as scikit-learn has them.
 */
export const macroF1 = defineMetric<MacroF1Options, LabelPrediction | LabelsPrediction>({
  name: 'macro-f1.v1',
  summary: 'F1 of labels: macro, micro, weighted, and of each',
  options,
  compute({ labels }, predictions, records) {
    const scores = areLabelSets(predictions)
      ? labelSetScores(labelSetPairs('macro-f1.v1', predictions, records), labels)
      : pairScores(labelPairs('macro-f1.v1', predictions as readonly LabelPrediction[], records), labels);
    return {
      macroF1: scores.macro.f1,
      macroPrecision: scores.macro.precision,
      macroRecall: scores.macro.recall,
      microF1: scores.micro.f1,
      weightedF1: scores.weighted.f1,
      ...typeScores(scores),
    };
  },
});

function pairScores(
  { gold, predicted }: { readonly gold: readonly string[]; readonly predicted: readonly string[] },
  labels: readonly string[] | undefined,
) {
  return classificationScores(gold, predicted, labels);
}
