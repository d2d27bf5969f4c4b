import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs-core';

/** What the backend keeps for a data id. */
export interface TensorEntry {
  values?: backend_util.BackendValues;
  dtype: DataType;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  refCount: number;
  /**
   * Whether this backend made `values` and nobody else has seen them, so that they may change in place and their memory may be used again.
   * False for arrays from outside, and after code that does not know this saw them: it may have kept them.
   */
  own: boolean;
}
