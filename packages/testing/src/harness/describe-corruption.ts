import { it } from 'vitest';
import type { CorruptionPlugin } from '@cloze/contracts';
import {
  checkCorruptedViews,
  checkCorruptionIsDeterministic,
  checkCorruptionIsPure,
  checkDeclaredFeatures,
  checkGrowth,
  corruptionTrial,
} from '../checks/check-corruption.js';
import { defaultCases, type PluginCase } from '../checks/plugin-case.js';
import { describePlugin } from './describe-plugin.js';

/**
 * Registers the tests that every corruption passes, over tiny views of single texts, pairs and packed rows.
 * @param cases combinations of options to try; the defaults alone where left out
 */
export function describeCorruption<Options>(
  plugin: CorruptionPlugin<Options>,
  cases: readonly PluginCase[] = defaultCases,
): void {
  describePlugin(plugin, 'corruption', cases, (one) => {
    it('never changes the view it gets', () => checkCorruptionIsPure(corruptionTrial(plugin, one)));
    it('gives the same view from the same stream', () => checkCorruptionIsDeterministic(corruptionTrial(plugin, one)));
    it('keeps special tokens, origins and actions right', () => checkCorruptedViews(corruptionTrial(plugin, one)));
    it('grows no more than it declares', () => checkGrowth(corruptionTrial(plugin, one)));
    it('provides and breaks what it declares', () => checkDeclaredFeatures(corruptionTrial(plugin, one)));
  });
}
