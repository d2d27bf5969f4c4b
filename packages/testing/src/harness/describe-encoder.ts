import { beforeAll, it } from 'vitest';
import type { EncoderPlugin } from '@cloze/contracts/tensor';
import {
  checkAttentionBounds,
  checkEncodedShapes,
  checkEncoderBatchInvariance,
  checkEncoderDeclarations,
  checkEncoderGradients,
  checkEncoderIsDeterministic,
  checkModelConfig,
  checkVocabularyGrowth,
} from '../checks/check-encoder.js';
import { checkAllFreed } from '../checks/check-leaks.js';
import { encodeArrays, encoderTrial } from '../checks/encoder-trial.js';
import { defaultCases, type PluginCase } from '../checks/plugin-case.js';
import { useTinyBackend } from '../tiny/tiny-backend.js';
import { describePlugin } from './describe-plugin.js';

/**
 * Registers the tests that every encoder passes. Give options of small sizes: gradients are compared with finite differences on the
 * plain `cpu` backend.
 */
export function describeEncoder<Options>(
  plugin: EncoderPlugin<Options>,
  cases: readonly PluginCase[] = defaultCases,
): void {
  describePlugin(plugin, 'encoder', cases, (one) => {
    const trial = () => encoderTrial(plugin, one);
    beforeAll(useTinyBackend);
    it('gives finite hidden states of the right shapes', () => checkEncodedShapes(trial()));
    it('is what it declares', () => checkEncoderDeclarations(trial()));
    it('encodes an example the same whatever its neighbours', () => checkEncoderBatchInvariance(trial()));
    it('attends within packed parts, and not ahead when causal', () => checkAttentionBounds(trial()));
    it('repeats bit by bit from its keys', () => checkEncoderIsDeterministic(trial()));
    it('has the gradients that finite differences give', () => checkEncoderGradients(trial()));
    it('grows its vocabulary', () => checkVocabularyGrowth(trial()));
    it('has a model config that gives the same encoder', () => checkModelConfig(trial()));
    it('frees all its tensors', () => {
      const { run, batch, where } = trial();
      checkAllFreed(() => run((encoder) => void encodeArrays(encoder, batch)), where);
    });
  });
}
