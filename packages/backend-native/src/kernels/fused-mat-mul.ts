import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { _FusedMatMul, getKernel } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native-backend.js';
import { multiplyBatches } from './batch-mat-mul.js';
import { kernel } from './kernel.js';

interface Inputs {
  a: TensorInfo;
  b: TensorInfo;
  bias?: TensorInfo;
  preluActivationWeights?: TensorInfo;
}

interface Attributes {
  transposeA: boolean;
  transposeB: boolean;
  activation: string;
  leakyreluAlpha?: number;
}

/** tfjs's activations, by the kernel that computes them. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  elu: 'Elu',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
  relu: 'Relu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
};

/** `activation(a · b + bias)`: the product here, then the kernels of the parts. */
export const fusedMatMul = kernel<Inputs, Attributes>(_FusedMatMul, (backend, inputs, attributes) => {
  const { bias, preluActivationWeights: alpha } = inputs;
  const { activation, leakyreluAlpha } = attributes;
  const activationKernel = ACTIVATIONS[activation];
  if (activation !== 'linear' && activation != null && activationKernel === undefined) return undefined;
  let current: TensorInfo | undefined = multiplyBatches(backend, inputs, attributes);
  if (current === undefined) return undefined;
  if (bias != null) current = next(backend, 'Add', current, { a: current, b: bias }, {});
  if (activationKernel === undefined) return current;
  const parameters: NamedTensorInfoMap = alpha == null ? { x: current } : { x: current, alpha };
  return next(
    backend,
    activationKernel,
    current,
    parameters,
    leakyreluAlpha === undefined ? {} : { alpha: leakyreluAlpha },
  );
});

/** Runs a kernel on an intermediate result and disposes that. */
function next(
  backend: NativeBackend,
  name: string,
  intermediate: TensorInfo,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo {
  const config = getKernel(name, 'native');
  if (config == null) throw new TypeError(`there is no kernel ${name}`);
  const result = config.kernelFunc({ inputs, backend, attrs });
  backend.disposeIntermediateTensorInfo(intermediate);
  return Array.isArray(result) ? result[0] : result;
}
