import { beforeAll, it } from 'vitest';
import type { RecordKind } from '@cloze/contracts';
import type { HeadPlugin } from '@cloze/contracts/tensor';
import { checkDecoding, checkWindows } from '../checks/check-head.js';
import { headTrial, type HeadCase } from '../checks/head-trial.js';
import { useTinyBackend } from '../tiny/tiny-backend.js';
import { describeLoss } from './describe-loss.js';
import { describePlugin } from './describe-plugin.js';

/**
 * Registers the tests that every head passes, on a tiny encoder.
 * @param cases records to learn by heart, with their labels and the head's options
 */
export function describeHead<Options, Prediction, K extends RecordKind, Decoded>(
  plugin: HeadPlugin<Options, Prediction, K, Decoded>,
  cases: readonly HeadCase<K>[],
): void {
  describePlugin(plugin, 'head', cases, (one) => {
    beforeAll(useTinyBackend);
    it('predicts without labels, each record on its own', () => checkDecoding(headTrial(plugin, one)));
    if (plugin.merge) it('joins the windows of a record', () => checkWindows(headTrial(plugin, one)));
    describeLoss(() => headTrial(plugin, one), one.fallsTo);
  });
}
