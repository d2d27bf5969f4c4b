import { add, clone, sum, tidy, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.js';
import { applyDropout, dropoutAttributes, type Dropout } from './dropout.js';
import { hasKernel, runFusedKernel } from './fused-kernel.js';
import { composedLayerNorm, composedLayerNormGradient } from './layer-norm.js';

/** What the end of a Transformer sublayer reads. */
export interface ResidualLayerNormInput {
  /** What the sublayer gave, without its bias. */
  readonly x: Tensor2D; // [n, width]
  readonly bias?: Tensor1D; // [width]
  /** What the sublayer read. */
  readonly residual: Tensor2D; // [n, width]
  readonly gamma: Tensor1D; // [width]
  readonly beta: Tensor1D; // [width]
  readonly epsilon: number;
  readonly dropout?: Dropout;
}

/**
 * layerNorm(residual + dropout(x + bias)): the end of every post-norm sublayer, in one pass where the backend can.
 * @returns [n, width]
 */
export function residualLayerNorm(input: ResidualLayerNormInput): Tensor2D {
  const { x, bias, residual, gamma, beta, epsilon } = input;
  const settings = input.dropout && input.dropout.rate > 0 ? input.dropout : undefined;
  return differentiable<Tensor2D>(
    bias ? [x, residual, gamma, beta, bias] : [x, residual, gamma, beta],
    (save) => {
      const [y, total, rowMean, rowScale] = hasKernel('ClozeResidualLayerNorm')
        ? runFusedKernel(
            'ClozeResidualLayerNorm',
            { x, bias, residual, gamma, beta },
            { epsilon, ...dropoutAttributes(settings) },
          )
        : composed(input, settings);
      save([total, gamma, rowMean, rowScale]);
      return y as Tensor2D;
    },
    (dy, [total, scale, rowMean, rowScale]) => {
      if (hasKernel('ClozeResidualLayerNormGrad')) {
        return runFusedKernel(
          'ClozeResidualLayerNormGrad',
          { dy, sum: total, gamma: scale, mean: rowMean, rstd: rowScale },
          { ...dropoutAttributes(settings), bias: bias !== undefined },
        );
      }
      const [dresidual, dgamma, dbeta] = composedLayerNormGradient(dy, total, scale, rowMean, rowScale);
      // Two tensors: the tape frees gradients as it adds them up.
      const dx = settings ? applyDropout(dresidual, settings) : clone(dresidual);
      return bias ? [dx, dresidual, dgamma, dbeta, sum(dx, 0)] : [dx, dresidual, dgamma, dbeta];
    },
  );
}

/** [y, sum, mean, rstd]. */
function composed(input: ResidualLayerNormInput, settings: Dropout | undefined): Tensor[] {
  return tidy(() => {
    const shifted: Tensor = input.bias ? add(input.x, input.bias) : input.x;
    const total = add(input.residual, settings ? applyDropout(shifted, settings) : shifted);
    const [y, rowMean, rowScale] = composedLayerNorm(total, input.gamma, input.beta, input.epsilon);
    return [y, total, rowMean, rowScale];
  });
}
