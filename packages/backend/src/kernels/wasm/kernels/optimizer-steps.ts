import { backend, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { AdamSettings, Moments } from '../../../ops/adamw-step.js';
import type { StepKernels } from '../../../ops/step-kernels.js';
import { simdHeapOf } from '../simd-heap-of.js';
import type { SimdHeap } from '../simd-heap.js';

const UPDATE_SLOT = 6;

/** Optimizer steps in place over the heap. */
export const wasmSteps: StepKernels = {
  adamwStep(parameter, gradient, moments, settings) {
    const heap = currentHeap();
    const update = writeUpdate(heap, parameter, gradient, moments, settings);
    heap.run['addScaled'](heap.address(parameter), update, parameter.size, -settings.learningRate);
  },
  lambStep(parameter, gradient, moments, settings) {
    const heap = currentHeap();
    const update = writeUpdate(heap, parameter, gradient, moments, settings);
    const address = heap.address(parameter);
    const norms = [address, update].map((at) => Math.sqrt(heap.run['sumOfSquares'](at, parameter.size)));
    const ratio = settings.adapt && norms[0] > 0 && norms[1] > 0 ? norms[0] / norms[1] : 1;
    heap.run['addScaled'](address, update, parameter.size, -settings.learningRate * ratio);
    return ratio;
  },
  globalNorm(tensors) {
    const heap = currentHeap();
    let total = 0;
    for (const tensor of tensors) total += heap.run['sumOfSquares'](heap.address(tensor), tensor.size);
    return Math.sqrt(total);
  },
};

function currentHeap(): SimdHeap {
  return simdHeapOf(backend() as BackendWasm);
}

/** Updates the moments; the address of the update, in scratch. */
function writeUpdate(
  heap: SimdHeap,
  parameter: Variable,
  gradient: Tensor,
  moments: Moments,
  settings: AdamSettings,
): number {
  const update = heap.scratch(UPDATE_SLOT, 4 * parameter.size);
  const addresses = [parameter, gradient, moments.first, moments.second].map((tensor) => heap.address(tensor));
  const { gradientScale, beta1, beta2, biasCorrection1, biasCorrection2, epsilon, weightDecay } = settings;
  heap.run['adamUpdate'](
    update,
    ...addresses,
    parameter.size,
    gradientScale,
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
    1 / biasCorrection1,
    1 / Math.sqrt(biasCorrection2),
    epsilon,
    weightDecay,
  );
  return update;
}
