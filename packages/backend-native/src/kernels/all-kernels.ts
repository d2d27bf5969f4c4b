import { biasGelu, biasGeluGradient } from '../fused/bias-gelu.js';
import { linearCrossEntropy, softmaxCrossEntropy } from '../fused/cross-entropy.js';
import { dropout } from '../fused/dropout.js';
import { embeddings } from '../fused/embeddings.js';
import { gatherRows, scatterAddRows } from '../fused/gather-rows.js';
import { layerNorm, layerNormGradient } from '../fused/layer-norm.js';
import { linear, linearGradient } from '../fused/linear.js';
import { raggedAttention, raggedAttentionGradient } from '../fused/ragged-attention.js';
import { residualLayerNorm, residualLayerNormGradient } from '../fused/residual-layer-norm.js';
import { batchMatMul } from './batch-mat-mul.js';
import type { NamedKernel } from './kernel.js';

/** Every kernel that this package has, tfjs's and its own. */
export const allKernels: readonly NamedKernel[] = [
  batchMatMul,
  biasGelu,
  biasGeluGradient,
  dropout,
  embeddings,
  gatherRows,
  layerNorm,
  layerNormGradient,
  linear,
  linearCrossEntropy,
  linearGradient,
  raggedAttention,
  raggedAttentionGradient,
  residualLayerNorm,
  residualLayerNormGradient,
  scatterAddRows,
  softmaxCrossEntropy,
];
