import type { BenchBatch } from './batches.js';

/** Sizes that the count needs, as `config.json` names them. */
export interface ModelSizes {
  readonly num_hidden_layers: number;
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly vocab_size: number;
}

/**
 * Floating-point operations of the matrix products that a step cannot do without, two a multiplication: projections, feed-forward layers, attention,
 * and in training the vocabulary at the targets; backward is twice forward. Elementwise work is not counted.
 */
export function stepFlop(
  task: 'train' | 'forward',
  sizes: ModelSizes,
  batch: Pick<BenchBatch, 'ids'> & Partial<BenchBatch>,
): number {
  const { num_hidden_layers: layers, hidden_size: hidden, intermediate_size: inner, vocab_size: vocabulary } = sizes;
  const tokens = batch.ids.reduce((sum, row) => sum + row.length, 0);
  const pairs = batch.ids.reduce((sum, row) => sum + row.length ** 2, 0);
  const encoder = layers * 2 * (tokens * (4 * hidden ** 2 + 2 * hidden * inner) + 2 * pairs * hidden);
  if (task === 'forward') return encoder;
  const targets = (batch.labels ?? []).flat().filter((label) => label !== -100).length;
  return 3 * (encoder + 2 * targets * (hidden ** 2 + hidden * vocabulary));
}
