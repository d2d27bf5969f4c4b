import type { KeyedRandom } from '@cloze/contracts';

/** How the examples of an epoch become batches. */
export interface BatchingOptions {
  /** Examples a batch. */
  readonly batchSize: number;
  /** Shuffle documents, examples and batches each epoch (true by default); otherwise everything keeps the order of the corpus. */
  readonly shuffle?: boolean;
  /**
   * Batches whose examples are sorted by length together, so that those of one batch are about as long; 0 (default) or 1 leaves
   * them mixed. Batches are ragged and waste nothing either way: this helps backends that pad inside attention.
   */
  readonly bucket?: number;
  /** What becomes of the examples that do not fill a last batch; they are kept by default. */
  readonly lastBatch?: 'keep' | 'drop';
}

/** The order in which examples are used, and where each batch starts in it. */
export function planBatches(
  lengths: Uint32Array,
  { batchSize, shuffle = true, bucket = 0, lastBatch = 'keep' }: BatchingOptions,
  random: KeyedRandom,
  epoch: number,
): { readonly order: Uint32Array; readonly batchStarts: Uint32Array } {
  const order = Uint32Array.from(lengths, (_, i) => i);
  if (shuffle) random.stream('epoch/examples', epoch).shuffle(order);
  const used = lastBatch === 'drop' ? order.length - (order.length % batchSize) : order.length;
  const batches = Math.ceil(used / batchSize);
  const batchStarts = Uint32Array.from({ length: batches + 1 }, (_, i) => Math.min(i * batchSize, used));
  if (bucket < 2) return { order: order.slice(0, used), batchStarts };
  for (let start = 0; start < used; start += bucket * batchSize) {
    // Stable: those of one length stay as they were drawn. In the order of the data they would often be of one label.
    order.subarray(start, Math.min(start + bucket * batchSize, used)).sort((a, b) => lengths[a] - lengths[b]);
  }
  return shuffle ? shuffleBatches(order, batchStarts, random, epoch) : { order: order.slice(0, used), batchStarts };
}

/** Short batches before long ones would be a curriculum nobody asked for. */
function shuffleBatches(order: Uint32Array, batchStarts: Uint32Array, random: KeyedRandom, epoch: number) {
  const batches = batchStarts.length - 1;
  const places = random.stream('epoch/batches', epoch).shuffle(Uint32Array.from({ length: batches }, (_, i) => i));
  const shuffled = new Uint32Array(batchStarts[batches]);
  const starts = new Uint32Array(batches + 1);
  places.forEach((batch, place) => {
    const examples = order.subarray(batchStarts[batch], batchStarts[batch + 1]);
    shuffled.set(examples, starts[place]);
    starts[place + 1] = starts[place] + examples.length;
  });
  return { order: shuffled, batchStarts: starts };
}
