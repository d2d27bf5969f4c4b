import { softmaxCrossEntropy } from '@cloze/backend';
import { PluginError, type Example, type Targets } from '@cloze/contracts';
import type { LossInput, Loss, ObjectiveServices } from '@cloze/contracts/tensor';
import type { Dense } from '@cloze/encoder-core';
import { int32Targets } from './int32-targets.js';

/**
 * Host half of objectives that classify whole examples: one label an example, as the sampler gave it.
 * @throws PluginError when an example has no such label
 */
export function exampleLabels(examples: readonly Example[], label: string, objective: string): Targets {
  const labels = Int32Array.from(examples, (example) => {
    const value = example.labels[label];
    if (value !== undefined) return value;
    throw new PluginError({
      what: `"${objective}" needs the label "${label}" with every example`,
      where: `epoch ${example.epoch}, example ${example.index}`,
      received: `labels: ${Object.keys(example.labels).join(', ') || 'none'}`,
      fix: 'let the sampler return it in `labels`, as "sentence-pairs.v1" does',
    });
  });
  return { arrays: { labels }, weight: labels.length };
}

/**
 * Tensor half: cross-entropy of two classes over the pooled `[CLS]`, summed over examples.
 * @throws PluginError when the encoder has no pooler
 */
export function pairClassificationLoss(
  { encoder }: Pick<ObjectiveServices, 'encoder'>,
  classifier: Dense, // [examples, hidden] to [examples, 2]
  objective: string,
): (input: LossInput) => Loss {
  if (encoder.pooled === undefined) {
    throw new PluginError({
      what: `"${objective}" reads the pooled [CLS], and this encoder has no pooler`,
      where: 'encoder',
      fix: 'set "pooler": true, or choose an encoder with a pooler',
    });
  }
  const pooled = encoder.pooled.bind(encoder);
  return ({ encode, targets }) => {
    const logits = classifier(pooled(encode())); // [examples, 2]
    const { lossSum, correct } = softmaxCrossEntropy(logits, int32Targets(targets, 'labels'));
    return { sum: lossSum, report: { accuracy: correct } };
  };
}
