import type { ModelTensor } from './model-weights.js';

/** Whether two tensors are stored as the same bytes; read chunk by chunk, side by side. */
export async function sameStoredBytes(a: ModelTensor, b: ModelTensor): Promise<boolean> {
  if (a.stored.dtype !== b.stored.dtype || a.stored.shape.join() !== b.stored.shape.join()) return false;
  const others = b.file.chunks(b.stored.name);
  for await (const chunk of a.file.chunks(a.stored.name)) {
    const { value } = await others.next();
    if (value === undefined || Buffer.compare(chunk, value) !== 0) return false;
  }
  return true;
}
