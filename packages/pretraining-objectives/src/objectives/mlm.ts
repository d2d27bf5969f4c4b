import { TokenAction } from '@cloze/contracts';
import { defineObjective, type Loss } from '@cloze/contracts/tensor';
import { maskedLanguageHead } from '@cloze/encoder-core';
import { add, concat, type Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { int32Answers } from './int32-answers.js';
import { int32Targets } from './int32-targets.js';
import { shownTokens } from './shown-tokens.js';
import { tokenTargets } from './token-targets.js';
import { wordLoss } from './word-loss.js';

/**
 * Masked language modelling (Devlin et al., 2019): names the original token at every target position, with BERT's output layer under
 * Hugging Face's keys `cls.predictions.*`. In evaluation it also reports loss and accuracy at the positions that show `[MASK]`, where
 * the input gives nothing away.
 */
export const mlm = defineObjective({
  name: 'mlm.v1',
  summary: 'Masked language modelling: names the original tokens at target positions',
  options: z.strictObject({}),
  features: () => ({ requires: ['token-targets', 'aligned-positions'] }),
  targets: () => ({
    collate(examples) {
      const masked = tokenTargets(examples, TokenAction.masked);
      const shown = tokenTargets(examples, TokenAction.replaced, TokenAction.kept);
      const maskedCount = masked.rows.length;
      return {
        arrays: {
          maskedRows: masked.rows,
          maskedLabels: masked.labels,
          shownRows: shown.rows,
          shownLabels: shown.labels,
        },
        weight: maskedCount + shown.rows.length,
        reportWeights: { maskedLoss: maskedCount, maskedAccuracy: maskedCount },
      };
    },
  }),
  answers({ arrays }) {
    const [masked, shown] = [int32Answers(arrays, 'maskedLabels'), int32Answers(arrays, 'shownLabels')];
    return { '': Int32Array.from([...masked, ...shown]), masked };
  },
  show: (_options, { arrays }, vocabulary) => [
    ...shownTokens(arrays, vocabulary, { rows: 'maskedRows', labels: 'maskedLabels' }),
    ...shownTokens(arrays, vocabulary, { rows: 'shownRows', labels: 'shownLabels' }),
  ],
  create(_options, { encoder, parameters }) {
    const head = maskedLanguageHead(parameters, encoder);
    return {
      parameters: parameters.table,
      predict: head.logits,
      onnx: (graph, { hidden }) => ({
        logits: { value: head.onnx(graph, hidden), shape: ['examples', 'longest', encoder.sizes.vocabularySize] },
      }),
      loss({ encode, targets, mode }): Loss {
        const { hidden } = encode();
        const [maskedRows, maskedLabels, shownRows, shownLabels] = [
          'maskedRows',
          'maskedLabels',
          'shownRows',
          'shownLabels',
        ].map((name) => int32Targets(targets, name));
        if (mode.training) {
          const rows = concat([maskedRows, shownRows]);
          const { lossSum, correct } = wordLoss(head, hidden, rows, concat([maskedLabels, shownLabels]));
          return { sum: lossSum, report: { accuracy: correct } };
        }
        const masked = wordLoss(head, hidden, maskedRows, maskedLabels);
        const shown = wordLoss(head, hidden, shownRows, shownLabels);
        return {
          sum: add<Scalar>(masked.lossSum, shown.lossSum),
          report: {
            accuracy: add(masked.correct, shown.correct),
            maskedLoss: masked.lossSum,
            maskedAccuracy: masked.correct,
          },
        };
      },
    };
  },
});
