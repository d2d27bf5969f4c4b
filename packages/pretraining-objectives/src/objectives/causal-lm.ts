import type { Example, Targets } from '@cloze/contracts';
import { startsOf } from '@cloze/contracts';
import { defineObjective } from '@cloze/contracts/tensor';
import { maskedLanguageHead } from '@cloze/encoder-core';
import { z } from 'zod';
import { int32Answers } from './int32-answers.js';
import { int32Targets } from './int32-targets.js';
import { shownTokens } from './shown-tokens.js';
import { wordLoss } from './word-loss.js';

/**
 * Left-to-right language modelling: names each token from those before it, on the original text with causal attention. Encoder and output
 * layer are those of `mlm.v1`, so that the two can be compared with everything else equal; Hugging Face's class for it is
 * `BertLMHeadModel`. Special tokens and `[UNK]` are read but not named, as in `mlm.v1`.
 */
export const causalLm = defineObjective({
  name: 'causal-lm.v1',
  summary: 'Left-to-right language modelling: names each token from those before it',
  options: z.strictObject({}),
  views: () => ['original'],
  targets: (_options, { vocabulary }) => ({
    collate: (examples) => nextTokens(examples, (id) => vocabulary.isSpecial(id)),
  }),
  answers: ({ arrays }) => ({ '': int32Answers(arrays, 'labels') }),
  show: (_options, { arrays }, vocabulary) =>
    shownTokens(arrays, vocabulary, { rows: 'rows', labels: 'labels', view: 'original', about: 'next' }),
  create(_options, { encoder, parameters }) {
    const head = maskedLanguageHead(parameters, encoder);
    return {
      parameters: parameters.table,
      predictNext: head.logits,
      loss({ encode, targets }) {
        const { hidden } = encode('original', { attention: 'causal' });
        const [rows, labels] = ['rows', 'labels'].map((name) => int32Targets(targets, name));
        const { lossSum, correct } = wordLoss(head, hidden, rows, labels);
        return { sum: lossSum, report: { accuracy: correct } };
      },
    };
  },
});

/** The row before each ordinary token, within its packed part, and that token. */
function nextTokens(examples: readonly Example[], isSpecial: (id: number) => boolean): Targets {
  const starts = startsOf(examples.map(({ original }) => original));
  const rows: number[] = [];
  const labels: number[] = [];
  examples.forEach(({ original: { inputIds, special, partStarts } }, example) => {
    for (let part = 0; part + 1 < partStarts.length; part += 1) {
      for (let i = partStarts[part] + 1; i < partStarts[part + 1]; i += 1) {
        if (special[i] === 1 || isSpecial(inputIds[i])) continue;
        rows.push(starts[example] + i - 1);
        labels.push(inputIds[i]);
      }
    }
  });
  return { arrays: { rows: Int32Array.from(rows), labels: Int32Array.from(labels) }, weight: rows.length };
}
