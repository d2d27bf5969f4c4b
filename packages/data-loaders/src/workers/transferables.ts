import { shapedArray, type BatchArrays, type HostArray, type Targets } from '@cloze/contracts';

/**
 * A batch ready to be posted, and the buffers that may move with it instead of being copied. The views' buffers are the batch's
 * own. A target array may be one that its plugin keeps for the next batch, so it is left to be copied; one that is a window on a
 * larger buffer is copied here, since posting it would copy the whole buffer.
 */
export function transferables(batch: BatchArrays): { readonly batch: BatchArrays; readonly buffers: ArrayBuffer[] } {
  const buffers = new Set<ArrayBuffer>();
  for (const view of Object.values(batch.views)) {
    for (const array of Object.values(view)) if (array.buffer instanceof ArrayBuffer) buffers.add(array.buffer);
  }
  const compact = (array: HostArray): HostArray => {
    const { data, shape } = shapedArray(array);
    if (data.byteLength === data.buffer.byteLength) return array;
    const copy = data.slice();
    buffers.add(copy.buffer);
    return ArrayBuffer.isView(array) ? copy : { data: copy, shape };
  };
  const targets = Object.entries(batch.targets).map(([id, made]): [string, Targets] => [
    id,
    { ...made, arrays: Object.fromEntries(Object.entries(made.arrays).map(([name, array]) => [name, compact(array)])) },
  ]);
  return { batch: { ...batch, targets: Object.fromEntries(targets) }, buffers: [...buffers] };
}
