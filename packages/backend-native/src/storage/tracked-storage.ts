import { DataStorage } from '@tensorflow/tfjs-core';
import type { TensorEntry } from './tensor-entry.js';

/**
 * The tensors of the backend. Kernels of this package look entries up with {@link peek}; `get` is what tfjs's own CPU kernels call, and some of
 * them keep a view of what they find (a slice, for one), so the values of an entry seen by `get` are left to the garbage collector.
 */
export class TrackedStorage extends DataStorage<TensorEntry> {
  override get(dataId: object): TensorEntry {
    const entry = super.get(dataId);
    if (entry !== undefined) entry.own = false;
    return entry;
  }

  /** The entry of `dataId`, fetched from another backend where it is there. Keep no reference to its values. */
  peek(dataId: object): TensorEntry {
    return super.get(dataId);
  }
}
