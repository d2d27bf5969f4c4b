import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native-backend.js';
import type { NamedKernel } from './kernel.js';
import { kernel } from './kernel.js';

/** tfjs kernels that are one function of each element, by the names that the binary knows too. */
const NAMES = [
  'Abs',
  'Ceil',
  'Erf',
  'Exp',
  'Floor',
  'Log',
  'Neg',
  'Reciprocal',
  'Relu',
  'Rsqrt',
  'Sigmoid',
  'Sqrt',
  'Square',
  'Tanh',
] as const;

/** `y = f(x)` for float32 of any shape. */
export const unaryKernels: readonly NamedKernel[] = NAMES.map((name) =>
  kernel<{ x: TensorInfo }, object>(name, (backend, { x }) => {
    if (x.dtype !== 'float32') return undefined;
    const y = backend.output(x.shape);
    backend.binding.unary(operationNumber(backend, name), backend.floats(x), y.values);
    return y;
  }),
);

const numbers = new Map<string, number>();

function operationNumber(backend: NativeBackend, name: string): number {
  if (numbers.size === 0) backend.binding.unaryOperations().forEach((known, number) => numbers.set(known, number));
  return numbers.get(name) ?? -1;
}
