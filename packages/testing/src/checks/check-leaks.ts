import * as tf from '@tensorflow/tfjs-core';
import { PluginError } from '@cloze/contracts';

/**
 * Runs something inside `tf.tidy`, twice, and counts tensors; what the first call keeps (a cache) the second may not.
 * @throws PluginError when the second call leaves tensors behind
 */
export function checkNoLeak(run: () => void, where: string): void {
  tf.tidy(run);
  const before = tf.memory().numTensors;
  tf.tidy(run);
  failOnGrowth(before, 'A call leaves tensors behind', where, 'avoid `tf.keep` and variables made in passing');
}

/**
 * Runs something that frees all it makes.
 * @throws PluginError when tensors are left
 */
export function checkAllFreed(run: () => void, where: string): void {
  const before = tf.memory().numTensors;
  run();
  failOnGrowth(before, 'Tensors are left after `dispose`', where, 'free everything that `create` made in `dispose`');
}

function failOnGrowth(before: number, what: string, where: string, fix: string): void {
  const after = tf.memory().numTensors;
  if (after <= before) return;
  throw new PluginError({ what, where, received: `${after - before} more tensors`, allowed: 'none', fix });
}
