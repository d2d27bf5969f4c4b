import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native-backend.js';

/**
 * A kernel of the native backend: outputs from inputs and attributes. `undefined` hands the call to tfjs's CPU kernel,
 * for example when the inputs are not float32.
 */
export type NativeKernel<Inputs extends object, Attrs extends object = object> = (
  backend: NativeBackend,
  inputs: Inputs,
  attrs: Attrs,
) => TensorInfo | TensorInfo[] | undefined;

/** A kernel under its tfjs name. */
export interface NamedKernel {
  readonly name: string;
  readonly run: (
    backend: NativeBackend,
    inputs: NamedTensorInfoMap,
    attrs: NamedAttrMap,
  ) => TensorInfo | TensorInfo[] | undefined;
}

/**
 * Names a kernel. tfjs types the inputs and attributes of all kernels as maps of strings; a kernel's own types say which
 * names it expects, as tfjs's own kernels do.
 */
export function kernel<Inputs extends object, Attrs extends object>(
  name: string,
  run: NativeKernel<Inputs, Attrs>,
): NamedKernel {
  return { name, run: (backend, inputs, attrs) => run(backend, inputs as Inputs, attrs as Attrs) };
}
