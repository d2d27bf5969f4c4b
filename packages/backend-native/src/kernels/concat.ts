import type { TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util, Concat, Pack, util } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native-backend.js';
import { kernel } from './kernel.js';
import { layout } from './layout.js';

/** Writes `[outer, width of each]` tensors side by side: `out [outer, sum of widths]`. */
function sideBySide(backend: NativeBackend, tensors: TensorInfo[], outer: number, out: Float32Array): void {
  const total = out.length / outer;
  let start = 0;
  for (const tensor of tensors) {
    const width = util.sizeFromShape(tensor.shape) / outer;
    const places = layout([outer, width], [width, 1], [total, 1]);
    backend.binding.copy(backend.floats(tensor), out, 0, start, places);
    start += width;
  }
}

/** Tensors joined along an axis. */
export const concat = kernel<TensorInfo[], { axis: number }>(Concat, (backend, tensors, { axis }) => {
  if (tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const shapes = tensors.map(({ shape }) => shape);
  const [along] = util.parseAxisParam(axis, shapes[0]);
  backend_util.assertParamsConsistent(shapes, along);
  const shape = backend_util.computeOutShape(shapes, along);
  const out = backend.output(shape);
  const outer = util.sizeFromShape(shape.slice(0, along));
  if (out.values.length > 0) sideBySide(backend, tensors, outer, out.values);
  return out;
});

/** Tensors of one shape joined along a new axis. */
export const pack = kernel<TensorInfo[], { axis: number }>(Pack, (backend, tensors, { axis }) => {
  const [{ shape }] = tensors;
  const same = tensors.every((tensor) => tensor.dtype === 'float32' && util.arraysEqual(tensor.shape, shape));
  if (!same || axis < 0) return undefined;
  const out = backend.output([...shape.slice(0, axis), tensors.length, ...shape.slice(axis)]);
  const outer = util.sizeFromShape(shape.slice(0, axis));
  if (out.values.length > 0) sideBySide(backend, tensors, outer, out.values);
  return out;
});
