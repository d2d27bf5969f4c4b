import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { findBackend, getKernel, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { HostTensor } from './host-tensor.js';

/** Inputs and attributes of a kernel. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, HostTensor>> | HostTensor[];
  readonly attrs?: object;
}

/** Runs a kernel by itself, and checks that it leaves its inputs as they are and no tensor behind. */
export function runKernel(backendName: string, kernelName: string, { inputs, attrs }: KernelCall): HostTensor[] {
  const backend = findBackend(backendName) as MathBackendCPU;
  const before = backend.numDataIds();
  const given = Object.entries<HostTensor>(inputs).map(([name, { shape, dtype, values }]) => {
    return { name, values, info: backend.makeTensorInfo([...shape], dtype, values.slice()) };
  });
  const infos = given.map(({ info }) => info);
  const named = Array.isArray(inputs) ? infos : Object.fromEntries(given.map(({ name, info }) => [name, info]));
  const result = getKernel(kernelName, backendName).kernelFunc({
    // tfjs types the inputs of all kernels as a map; those of Concat, Pack and AddN are a list.
    inputs: named as Record<string, TensorInfo>,
    attrs: (attrs ?? {}) as NamedAttrMap,
    backend,
  });
  const results = Array.isArray(result) ? result : [result];
  const outputs = results.map(({ dataId, shape, dtype }): HostTensor => {
    return { shape, dtype, values: (backend.readSync(dataId) as HostTensor['values']).slice() };
  });
  for (const { name, values, info } of given)
    expect(sameBytes(backend.readSync(info.dataId) as typeof values, values), `input ${name} is unchanged`).toBe(true);
  for (const { dataId } of [...results, ...infos]) backend.disposeData(dataId);
  expect(backend.numDataIds(), 'tensors left behind').toBe(before);
  return outputs;
}

function sameBytes(a: HostTensor['values'], b: HostTensor['values']): boolean {
  const [left, right] = [a, b].map((values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  return left.equals(right);
}
