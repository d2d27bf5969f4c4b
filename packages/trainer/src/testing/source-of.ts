import type { BatchArrays, BatchSource } from '@cloze/contracts';

/** A source of given batches, the same in every epoch. */
export function sourceOf(batches: readonly BatchArrays[]): BatchSource {
  return {
    batchesIn: async () => batches.length,
    async *stream({ epoch: firstEpoch, index: firstIndex, ordinal: first }, total) {
      let [epoch, index] = [firstEpoch, firstIndex];
      for (let ordinal = first; ordinal < total; ordinal += 1) {
        yield { ...batches[index], epoch, index };
        index += 1;
        if (index === batches.length) [epoch, index] = [epoch + 1, 0];
      }
    },
    close: async () => {},
  };
}

/** The first epoch of a source. */
export async function batchesOf(source: BatchSource): Promise<BatchArrays[]> {
  const batches: BatchArrays[] = [];
  const total = await source.batchesIn(0);
  for await (const batch of source.stream({ epoch: 0, index: 0, ordinal: 0 }, total)) batches.push(batch);
  return batches;
}
