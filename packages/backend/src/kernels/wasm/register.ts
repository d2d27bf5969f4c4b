import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { registerStepKernels } from '../../ops/step-kernels.js';
import { batchMatMul } from './kernels/batch-mat-mul.js';
import { biasGelu, biasGeluGradient } from './kernels/bias-gelu.js';
import { linearCrossEntropy, softmaxCrossEntropy } from './kernels/cross-entropy.js';
import { dropout } from './kernels/dropout.js';
import { embeddings, gatherRows, scatterAddRows } from './kernels/gather-rows.js';
import { layerNorm, layerNormGradient } from './kernels/layer-norm.js';
import { linear, linearGradient } from './kernels/linear.js';
import { oneHot } from './kernels/one-hot.js';
import { wasmSteps } from './kernels/optimizer-steps.js';
import { raggedAttention, raggedAttentionGradient } from './kernels/ragged-attention.js';
import { residualLayerNorm, residualLayerNormGradient } from './kernels/residual-layer-norm.js';
import { unsortedSegmentSum } from './kernels/unsorted-segment-sum.js';
import type { WasmKernel } from './kernels/wasm-kernel.js';
import { simdHeapOf } from './simd-heap-of.js';

const kernels: Readonly<Record<string, WasmKernel>> = {
  // tfjs's own that are slow, wrong or missing
  BatchMatMul: batchMatMul,
  OneHot: oneHot,
  UnsortedSegmentSum: unsortedSegmentSum,
  // fused operations
  ClozeLinear: linear,
  ClozeLinearGrad: linearGradient,
  ClozeBiasGelu: biasGelu,
  ClozeBiasGeluGrad: biasGeluGradient,
  ClozeLayerNorm: layerNorm,
  ClozeLayerNormGrad: layerNormGradient,
  ClozeResidualLayerNorm: residualLayerNorm,
  ClozeResidualLayerNormGrad: residualLayerNormGradient,
  ClozeDropout: dropout,
  ClozeRaggedAttention: raggedAttention,
  ClozeRaggedAttentionGrad: raggedAttentionGradient,
  ClozeGatherRows: gatherRows,
  ClozeScatterAddRows: scatterAddRows,
  ClozeEmbeddings: embeddings,
  ClozeLinearCrossEntropy: linearCrossEntropy,
  ClozeSoftmaxCrossEntropy: softmaxCrossEntropy,
};

/** Adds our kernels to tfjs's WebAssembly backend, in place of its own where it has one. Doing it again changes nothing. */
export function registerWasmKernels(): void {
  if (getKernel('ClozeLinear', 'wasm')) return;
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    if (getKernel(kernelName, 'wasm')) unregisterKernel(kernelName, 'wasm');
    registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, backend, attrs }) =>
        kernel(simdHeapOf(backend as BackendWasm), inputs as never, attrs as never),
    });
  }
  registerStepKernels('wasm', wasmSteps);
}
