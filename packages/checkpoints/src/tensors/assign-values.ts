import { backend, tensor, type Variable } from '@tensorflow/tfjs-core';
import type { TensorFile } from './tensor-file.js';

/**
 * Fills a variable from a tensor of a file of the same shape. Where the backend works on host memory that nothing else shares,
 * the file is read right into it, so that loading needs no memory beside the model.
 */
export async function assignValues(variable: Variable, file: TensorFile, name: string): Promise<void> {
  const live = liveValues(variable);
  if (live) return file.readInto(name, live);
  const values = tensor(await file.read(name), variable.shape, 'float32');
  variable.assign(values);
  values.dispose();
}

/** The variable's own memory, where reading it twice gives the same array and no other tensor refers to it. */
function liveValues(variable: Variable): Float32Array | undefined {
  if (backend().refCount(variable.dataId) !== 1) return undefined;
  const values: unknown = variable.dataSync();
  return values instanceof Float32Array && values === variable.dataSync() ? values : undefined;
}
