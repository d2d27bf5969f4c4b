import { defineMetric, type LabelPrediction, type LabelsPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { accuracyOf } from './accuracy-of.js';
import { areLabelSets, labelPairs, labelSetPairs } from './predicted-labels.js';

const options = z.strictObject({});

/** Share of right labels as `accuracy`; where a text may have several, they must all be right. */
export const accuracy = defineMetric<z.infer<typeof options>, LabelPrediction | LabelsPrediction>({
  name: 'accuracy.v1',
  summary: 'share of texts or pairs whose label is right',
  options,
  compute(_options, predictions, records) {
    if (!areLabelSets(predictions)) {
      const { gold, predicted } = labelPairs('accuracy.v1', predictions as readonly LabelPrediction[], records);
      return { accuracy: accuracyOf(gold, predicted) };
    }
    const pairs = labelSetPairs('accuracy.v1', predictions, records);
    const asOne = (labels: readonly string[]) => JSON.stringify([...new Set(labels)].sort());
    return {
      accuracy: accuracyOf(
        pairs.map(({ gold }) => asOne(gold)),
        pairs.map(({ predicted }) => asOne(predicted)),
      ),
    };
  },
});
