import type { TensorInfo } from '@tensorflow/tfjs-core';
import { broadcast_util, util } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native-backend.js';
import { layout, stridesOver } from './layout.js';
import type { NamedKernel } from './kernel.js';
import { kernel } from './kernel.js';

/** tfjs kernels that are one function of two elements, by the names that the binary knows too. */
const NAMES = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference'] as const;

/** `out = f(a, b)` for float32, with broadcasting. */
export const binaryKernels: readonly NamedKernel[] = NAMES.map((name) =>
  kernel<{ a: TensorInfo; b: TensorInfo }, object>(name, (backend, { a, b }) => {
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    const shape = util.arraysEqual(a.shape, b.shape)
      ? a.shape
      : broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const out = backend.output(shape);
    const places =
      shape === a.shape ? flat(out.values.length) : layout(shape, stridesOver(a, shape), stridesOver(b, shape));
    backend.binding.binary(operationNumber(backend, name), backend.floats(a), backend.floats(b), out.values, places);
    return out;
  }),
);

/** The layout of two contiguous operands. */
function flat(size: number): Int32Array {
  return layout([size], [1], [1]);
}

const numbers = new Map<string, number>();

function operationNumber(backend: NativeBackend, name: string): number {
  if (numbers.size === 0) backend.binding.binaryOperations().forEach((known, number) => numbers.set(known, number));
  return numbers.get(name) ?? -1;
}
