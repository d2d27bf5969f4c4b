import * as tf from '@tensorflow/tfjs-core';
import { parseOptions, PluginError } from '@cloze/contracts';
import type { ObjectivePlugin } from '@cloze/contracts/tensor';
import { buildObjective, type ObjectiveCase } from './objective-trial.js';

/**
 * Logits of an objective that fills masks: one finite row of the vocabulary's size for each hidden state.
 * @throws PluginError
 */
export function checkPredictions<Options>(
  plugin: ObjectivePlugin<Options>,
  { title, options = {} }: ObjectiveCase,
): void {
  const where = `${plugin.name}, case "${title}"`;
  const { objective, model } = buildObjective(plugin, parseOptions(plugin.options, options, where));
  tf.tidy(() => {
    const { hiddenSize, vocabularySize } = model.encoder.sizes;
    const logits = objective.predict?.(tf.ones([3, hiddenSize]));
    if (logits === undefined) return;
    const isFinite = logits.dataSync().every((value) => Number.isFinite(value));
    if (isFinite && String(logits.shape) === String([3, vocabularySize])) return;
    throw new PluginError({
      what: 'Wrong predictions for three hidden states',
      where,
      received: `${isFinite ? '' : 'numbers that are not finite, '}shape [${logits.shape.join(', ')}]`,
      allowed: `finite logits of shape [3, ${vocabularySize}]`,
    });
  });
  model.dispose();
}
