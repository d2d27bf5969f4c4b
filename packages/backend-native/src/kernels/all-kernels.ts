import { biasGelu, biasGeluGradient } from '../fused/bias-gelu.js';
import { linearCrossEntropy, softmaxCrossEntropy } from '../fused/cross-entropy.js';
import { dropout } from '../fused/dropout.js';
import { embeddings } from '../fused/embeddings.js';
import { gatherRows, scatterAddRows } from '../fused/gather-rows.js';
import { layerNorm, layerNormGradient } from '../fused/layer-norm.js';
import { linear, linearGradient } from '../fused/linear.js';
import { raggedAttention, raggedAttentionGradient } from '../fused/ragged-attention.js';
import { residualLayerNorm, residualLayerNormGradient } from '../fused/residual-layer-norm.js';
import { addN } from './add-n.js';
import { argMax } from './arg-max.js';
import { batchMatMul } from './batch-mat-mul.js';
import { binaryKernels } from './binary.js';
import { cast } from './cast.js';
import { concat, pack } from './concat.js';
import { fill, onesLike, zerosLike } from './fill.js';
import { fusedMatMul } from './fused-mat-mul.js';
import { gatherV2 } from './gather-v2.js';
import type { NamedKernel } from './kernel.js';
import { padV2 } from './pad.js';
import { max, mean, sum } from './reductions.js';
import { expandDims, reshape } from './reshape.js';
import { select } from './select.js';
import { slice, splitV } from './slice.js';
import { logSoftmax, softmax } from './softmax.js';
import { clipByValue, step } from './step.js';
import { tile } from './tile.js';
import { transpose } from './transpose.js';
import { unaryKernels } from './unary.js';
import { unsortedSegmentSum } from './unsorted-segment-sum.js';

/** Every kernel that this package has, tfjs's and its own. */
export const allKernels: readonly NamedKernel[] = [
  ...binaryKernels,
  ...unaryKernels,
  addN,
  argMax,
  batchMatMul,
  cast,
  clipByValue,
  concat,
  expandDims,
  fill,
  fusedMatMul,
  gatherV2,
  logSoftmax,
  max,
  mean,
  onesLike,
  pack,
  padV2,
  reshape,
  select,
  slice,
  softmax,
  splitV,
  step,
  sum,
  tile,
  transpose,
  unsortedSegmentSum,
  zerosLike,

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
