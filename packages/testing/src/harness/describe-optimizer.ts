import { beforeAll, it } from 'vitest';
import type { OptimizerPlugin } from '@cloze/contracts/tensor';
import {
  checkClipping,
  checkDescent,
  checkLearningRates,
  checkMissingGradients,
  checkOptimizerIsFreed,
  checkOptimizerResumes,
  optimizerTrial,
} from '../checks/check-optimizer.js';
import { defaultCases, type PluginCase } from '../checks/plugin-case.js';
import { useTinyBackend } from '../tiny/tiny-backend.js';
import { describePlugin } from './describe-plugin.js';

/** Registers the tests that every optimizer passes, on a matrix and a vector. */
export function describeOptimizer<Options extends { learningRate: number }>(
  plugin: OptimizerPlugin<Options>,
  cases: readonly PluginCase[] = defaultCases,
): void {
  describePlugin(plugin, 'optimizer', cases, (one) => {
    beforeAll(useTinyBackend);
    it('goes downhill', () => checkDescent(optimizerTrial(plugin, one)));
    it('clips by the global norm and returns it', () => checkClipping(optimizerTrial(plugin, one)));
    it('takes missing gradients as zeros', () => checkMissingGradients(optimizerTrial(plugin, one)));
    it("follows each group's learning rate", () => checkLearningRates(optimizerTrial(plugin, one)));
    it('goes on bit by bit after a restart', () => checkOptimizerResumes(optimizerTrial(plugin, one)));
    it('frees all its tensors', () => checkOptimizerIsFreed(optimizerTrial(plugin, one)));
  });
}
