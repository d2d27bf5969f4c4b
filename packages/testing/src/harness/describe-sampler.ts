import { it } from 'vitest';
import type { SamplerPlugin } from '@cloze/contracts';
import {
  checkAssembledViews,
  checkAssemblyOrder,
  checkEmptyEpoch,
  checkLengths,
  checkPlans,
  samplerTrial,
} from '../checks/check-sampler.js';
import { defaultCases, type PluginCase } from '../checks/plugin-case.js';
import { describePlugin } from './describe-plugin.js';

/** Registers the tests that every sampler passes, over a tiny corpus of six documents. */
export function describeSampler<Options>(
  plugin: SamplerPlugin<Options>,
  cases: readonly PluginCase[] = defaultCases,
): void {
  describePlugin(plugin, 'sampler', cases, (one) => {
    it('makes the same plan for the same epoch', () => checkPlans(samplerTrial(plugin, one)));
    it('keeps within its budget, and each example to its planned length', () =>
      checkLengths(samplerTrial(plugin, one)));
    it('assembles well-formed views', () => checkAssembledViews(samplerTrial(plugin, one)));
    it('assembles any example alone', () => checkAssemblyOrder(samplerTrial(plugin, one)));
    it('says so when there is nothing to sample', () => checkEmptyEpoch(samplerTrial(plugin, one)));
  });
}
