import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs-core';

/** What the backend keeps for a data id. */
export interface TensorEntry {
  values?: backend_util.BackendValues;
  dtype: DataType;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  refCount: number;
  /**
   * The pool's buffer behind `values`, to give back on disposal. Absent for arrays that came from outside, and after code
   * that does not know the pool saw `values`: it may have kept them.
   */
  pooled?: ArrayBuffer;
}
