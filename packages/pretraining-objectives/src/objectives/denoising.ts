import type { NamedArrays } from '@cloze/contracts';
import { defineObjective } from '@cloze/contracts/tensor';
import { dense, maskedLanguageHead, ownScope } from '@cloze/encoder-core';
import { z } from 'zod';
import { classLoss, detectionCounts } from './class-loss.js';
import { denoisingTargets, MOST_MISSING } from './denoising-targets.js';
import { int32Answers } from './int32-answers.js';
import { int32Targets } from './int32-targets.js';
import { ownKeys } from './own-keys.js';
import { shownTokens } from './shown-tokens.js';
import { wordLoss } from './word-loss.js';

const TERMS = ['tokens', 'missing', 'first', 'inserted'] as const;

const weight = z.number().min(0).default(1);

/**
 * Restores a spoilt text from any chain of corruptions. Four losses, each the mean over its own targets:
 * - `tokens`: the token that belongs at each masked, replaced, kept or moved position, with BERT's output layer;
 * - `missing`: for each token, how many are missing behind it (0 to 5, 5 standing for more);
 * - `first`: where some are, the first of them;
 * - `inserted`: for each token of text, whether it was inserted.
 */
export const denoising = defineObjective({
  name: 'denoising.v1',
  summary: 'Restores spoilt text: right tokens, missing tokens, inserted tokens',
  options: z.strictObject({
    /** Factors of the four losses. */
    weights: z
      .strictObject({ tokens: weight, missing: weight, first: weight, inserted: weight })
      .default({ tokens: 1, missing: 1, first: 1, inserted: 1 }),
  }),
  features: () => ({ requires: ['spoilt'] }),
  termWeights: ({ weights }) => weights,
  targets: () => ({
    collate(examples) {
      const targets = denoisingTargets(examples);
      const arrays: NamedArrays = Object.fromEntries(
        TERMS.flatMap((term) => [
          [`${term}Rows`, targets[term].rows],
          [`${term}Labels`, targets[term].labels],
        ]),
      );
      const [tokens, missing, first, inserted] = TERMS.map((term) => targets[term].rows.length);
      return {
        arrays,
        weight: { tokens, missing, first, inserted },
        reportWeights: {
          tokensAccuracy: tokens,
          missingAccuracy: missing,
          firstAccuracy: first,
          insertedAccuracy: inserted,
          insertedFound: inserted,
          insertedActual: inserted,
          insertedPredicted: inserted,
        },
      };
    },
  }),
  answers: ({ arrays }) => Object.fromEntries(TERMS.map((term) => [term, int32Answers(arrays, `${term}Labels`)])),
  show(_options, { arrays }, vocabulary) {
    const counts = (term: string) =>
      Array.from(int32Answers(arrays, `${term}Rows`), (position, i) => ({
        about: term,
        position,
        count: int32Answers(arrays, `${term}Labels`)[i],
      }));
    const tokens = (term: string) =>
      shownTokens(arrays, vocabulary, { rows: `${term}Rows`, labels: `${term}Labels`, about: term });
    // Asked at every token; shown where the answer is not the usual 0.
    const unusual = ['missing', 'inserted'].flatMap(counts).filter(({ count }) => count > 0);
    return [
      ...tokens('tokens'),
      ...unusual.map(({ count, ...shown }) => ({ ...shown, answer: shown.about === 'inserted' ? 'yes' : `${count}` })),
      ...tokens('first'),
    ];
  },
  create(_options, { encoder, parameters, sizes }) {
    const { hiddenSize, initializerRange } = sizes;
    const words = maskedLanguageHead(parameters, encoder);
    const firstWords = maskedLanguageHead(ownKeys(parameters), encoder, 'first');
    const classifier = (name: string, outputSize: number) =>
      dense(ownScope(parameters, name), { inputSize: hiddenSize, outputSize, initializerRange });
    const countMissing = classifier('missing', MOST_MISSING + 1);
    const detectInserted = classifier('inserted', 2);
    return {
      parameters: parameters.table,
      predict: words.logits,
      loss({ encode, targets }) {
        const { hidden } = encode();
        const of = (term: (typeof TERMS)[number]) =>
          [int32Targets(targets, `${term}Rows`), int32Targets(targets, `${term}Labels`)] as const;
        const tokens = wordLoss(words, hidden, ...of('tokens'));
        const missing = classLoss(countMissing, hidden, ...of('missing'));
        const first = wordLoss(firstWords, hidden, ...of('first'));
        const inserted = classLoss(detectInserted, hidden, ...of('inserted'));
        const { found, actual, predicted } = detectionCounts(inserted.logits, of('inserted')[1]);
        return {
          sum: {
            tokens: tokens.lossSum,
            missing: missing.lossSum,
            first: first.lossSum,
            inserted: inserted.lossSum,
          },
          report: {
            tokensAccuracy: tokens.correct,
            missingAccuracy: missing.correct,
            firstAccuracy: first.correct,
            insertedAccuracy: inserted.correct,
            insertedFound: found,
            insertedActual: actual,
            insertedPredicted: predicted,
          },
        };
      },
    };
  },
});
