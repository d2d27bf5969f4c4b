import { beforeAll, it } from 'vitest';
import type { ObjectivePlugin } from '@cloze/contracts/tensor';
import { checkAnswers } from '../checks/check-answers.js';
import { checkPredictions } from '../checks/check-predictions.js';
import { objectiveTrial, type ObjectiveCase } from '../checks/objective-trial.js';
import { defaultCases } from '../checks/plugin-case.js';
import { useTinyBackend } from '../tiny/tiny-backend.js';
import { describeLoss } from './describe-loss.js';
import { describePlugin } from './describe-plugin.js';

/**
 * Registers the tests that every objective passes, on a tiny encoder over tiny examples.
 * @param cases combinations of options, corruptions, layout and labels to try
 */
export function describeObjective<Options>(
  plugin: ObjectivePlugin<Options>,
  cases: readonly ObjectiveCase[] = defaultCases,
): void {
  describePlugin(plugin, 'objective', cases, (one) => {
    beforeAll(useTinyBackend);
    it('predicts over the vocabulary, if at all', () => checkPredictions(plugin, one));
    it('knows the answers to its targets, if any', () => checkAnswers(plugin, one));
    describeLoss(() => objectiveTrial(plugin, one), one.fallsTo);
  });
}
