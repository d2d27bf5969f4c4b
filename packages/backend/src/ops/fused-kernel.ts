import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';

/** Whether the current backend has a kernel of this name. */
export function hasKernel(kernelName: string): boolean {
  return getKernel(kernelName, getBackend()) !== undefined;
}

/**
 * Runs a fused kernel of the current backend. Absent inputs are left out.
 * @returns its outputs in order, also where there is one alone
 */
export function runFusedKernel(
  kernelName: string,
  inputs: Readonly<Record<string, Tensor | undefined>>,
  attributes: NamedAttrMap,
): Tensor[] {
  const present: NamedTensorMap = {};
  for (const [name, tensor] of Object.entries(inputs)) if (tensor) present[name] = tensor;
  const outputs = engine().runKernel<Tensor | Tensor[]>(kernelName, present, attributes);
  return Array.isArray(outputs) ? outputs : [outputs];
}
