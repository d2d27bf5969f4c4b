import type { TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util, Max, Mean, Sum, util } from '@tensorflow/tfjs-core';
import type { NativeBackend, Output } from '../native-backend.js';
import { kernel } from './kernel.js';
import { contiguousStrides, layout } from './layout.js';

/** The binary's numbers of the reductions. */
const REDUCTIONS = { [Sum]: 0, [Mean]: 1, [Max]: 2 };

interface Attributes {
  axis: number | number[];
  keepDims: boolean;
}

function reduce(
  backend: NativeBackend,
  name: keyof typeof REDUCTIONS,
  x: TensorInfo,
  { axis, keepDims }: Attributes,
): Output | undefined {
  const axes = util.parseAxisParam(axis, x.shape);
  if (x.dtype !== 'float32' || util.sizeFromShape(x.shape) === 0) return undefined;
  const [outShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
  const out = backend.output(keepDims ? backend_util.expandShapeToKeepDim(outShape, axes) : outShape);
  const values = backend.floats(x);
  const block = contiguousBlock(x.shape, axes);
  if (block !== undefined) {
    backend.binding.reduce(REDUCTIONS[name], values, out.values, ...block);
    return out;
  }
  // Axes that do not lie together: bring them to the end first.
  const kept = x.shape.map((_, index) => index).filter((index) => !axes.includes(index));
  const order = [...kept, ...axes];
  const sizes = order.map((index) => x.shape[index]);
  const strides = contiguousStrides(x.shape);
  const places = layout(
    sizes,
    order.map((index) => strides[index]),
    contiguousStrides(sizes),
  );
  backend.withMemory(values.length, (memory) => {
    backend.binding.copy(values, memory, 0, 0, places);
    const outer = out.values.length;
    backend.binding.reduce(REDUCTIONS[name], memory, out.values, outer, values.length / outer, 1);
  });
  return out;
}

/** `[outer, axis, inner]` where the axes, but for those of size 1, lie side by side; else `undefined`. */
function contiguousBlock(shape: readonly number[], axes: readonly number[]): [number, number, number] | undefined {
  const wide = axes.filter((axis) => shape[axis] !== 1);
  if (wide.length === 0) return [util.sizeFromShape([...shape]), 1, 1];
  const [first, last] = [Math.min(...wide), Math.max(...wide)];
  for (let axis = first; axis <= last; axis++) if (shape[axis] !== 1 && !wide.includes(axis)) return undefined;
  const product = (from: number, to: number) => util.sizeFromShape(shape.slice(from, to));
  return [product(0, first), product(first, last + 1), product(last + 1, shape.length)];
}

/** Σ over axes. */
export const sum = kernel<{ x: TensorInfo }, Attributes>(Sum, (backend, { x }, attributes) =>
  reduce(backend, Sum, x, attributes),
);

/** The mean over axes. */
export const mean = kernel<{ x: TensorInfo }, Attributes>(Mean, (backend, { x }, attributes) =>
  reduce(backend, Mean, x, attributes),
);

/** The maximum over axes. */
export const max = kernel<{ x: TensorInfo }, { reductionIndices: number | number[]; keepDims: boolean }>(
  Max,
  (backend, { x }, { reductionIndices, keepDims }) => reduce(backend, Max, x, { axis: reductionIndices, keepDims }),
);
