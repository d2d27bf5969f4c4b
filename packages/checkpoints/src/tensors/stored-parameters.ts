import type { Parameter } from '@cloze/contracts/tensor';
import type { FloatDtype } from '../safetensors/stored-dtype.js';
import type { TensorToStore } from '../safetensors/write-safetensors.js';

/** Parameters as tensors to be written; values come to the host one parameter at a time. */
export function storedParameters(
  parameters: Iterable<Parameter>,
  dtypeOf: (name: string) => FloatDtype = () => 'F32',
): TensorToStore[] {
  return Array.from(parameters, ({ name, variable }) => ({
    name,
    dtype: dtypeOf(name),
    shape: variable.shape,
    values: async () => Float32Array.from(await variable.data()),
  }));
}
