import type { TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util, Slice, slice_util, SplitV, util } from '@tensorflow/tfjs-core';
import type { NativeBackend, Output } from '../native-backend.js';
import { kernel } from './kernel.js';
import { contiguousStrides, layout } from './layout.js';

function cut(backend: NativeBackend, x: TensorInfo, begin: readonly number[], size: number[]): Output {
  const strides = contiguousStrides(x.shape);
  const out = backend.output(size);
  const start = begin.reduce((sum, position, axis) => sum + position * strides[axis], 0);
  if (out.values.length > 0) {
    const places = layout(size, strides, contiguousStrides(size));
    backend.binding.copy(backend.floats(x), out.values, start, 0, places);
  }
  return out;
}

interface SliceAttributes {
  begin: number | number[];
  size: number | number[];
}

/** A box out of x, copied: tfjs's kernel gives a view, which would tie up the whole of x. */
export const slice = kernel<{ x: TensorInfo }, SliceAttributes>(Slice, (backend, { x }, { begin, size }) => {
  if (x.dtype !== 'float32') return undefined;
  const [from, sizes] = slice_util.parseSliceParams(x, begin, size);
  slice_util.assertParamsValid(x, from, sizes);
  return cut(backend, x, from, sizes);
});

interface SplitAttributes {
  numOrSizeSplits: number | number[];
  axis: number;
}

/** x cut along an axis. */
export const splitV = kernel<{ x: TensorInfo }, SplitAttributes>(
  SplitV,
  (backend, { x }, { numOrSizeSplits, axis }) => {
    if (x.dtype !== 'float32') return undefined;
    const [along] = util.parseAxisParam(axis, x.shape);
    const begin = x.shape.map(() => 0);
    return backend_util.prepareSplitSize({ ...x, rank: x.shape.length }, numOrSizeSplits, along).map((length) => {
      const size = x.shape.map((whole, index) => (index === along ? length : whole));
      const part = cut(backend, x, begin, size);
      begin[along] += length;
      return part;
    });
  },
);
