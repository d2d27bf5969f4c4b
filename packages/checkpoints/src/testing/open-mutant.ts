import { ModelError } from '@cloze/contracts';
import { openSafetensors } from '../safetensors/safetensors-file.js';
import { openTensorflowWeights } from '../tensorflow/open-tensorflow-weights.js';

/**
 * Opens a damaged file of weights and reads its smallest tensor. Returns the bytes that all of its tensors are said to have; undefined where it is refused
 * with a ModelError.
 */
export async function openMutant(path: string): Promise<number | undefined> {
  try {
    const file = await (path.endsWith('.safetensors') ? openSafetensors(path) : openTensorflowWeights(path));
    try {
      const tensors = [...file.tensors.values()].sort((a, b) => a.count - b.count);
      if (tensors.length > 0) await file.read(tensors[0].name);
      return tensors.reduce((sum, { begin, end }) => sum + end - begin, 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return undefined;
  }
}
