import { describe, it } from 'vitest';
import type { ObjectivePlugin } from '@cloze/contracts/tensor';
import { checkDeclaration, checkOptions } from '../checks/check-options.js';
import { objectiveTrial, type ObjectiveCase } from '../checks/objective-trial.js';
import { checkPredictions } from '../checks/check-predictions.js';
import { defaultCases } from '../checks/plugin-case.js';
import { describeLoss } from './describe-loss.js';

/**
 * Registers the tests that every objective passes, on a tiny encoder over tiny examples.
 * @param cases combinations of options, corruptions, layout and labels to try
 */
export function describeObjective<Options>(
  plugin: ObjectivePlugin<Options>,
  cases: readonly ObjectiveCase[] = defaultCases,
): void {
  describe(`${plugin.name} as an objective`, () => {
    it('declares a name, a version and a summary', () => checkDeclaration(plugin, 'objective'));
    for (const one of cases) {
      describe(`with ${one.title}`, () => {
        it('round-trips its options', () => void checkOptions(plugin, one));
        it('predicts over the vocabulary, if at all', () => checkPredictions(plugin, one));
        describeLoss(() => objectiveTrial(plugin, one), one.fallsTo);
      });
    }
  });
}
