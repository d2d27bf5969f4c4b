import { add, matMul, sum, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.js';
import { hasKernel, runFusedKernel } from './fused-kernel.js';

/**
 * x weight^T + bias. Weights are stored [out, in], as Hugging Face's are.
 * @param x [n, in]
 * @param weight [out, in]
 * @param bias [out]
 * @returns [n, out]
 */
export function linear(x: Tensor2D, weight: Tensor2D, bias?: Tensor1D): Tensor2D {
  return differentiable<Tensor2D>(
    bias ? [x, weight, bias] : [x, weight],
    (save) => {
      save([x, weight]);
      if (hasKernel('ClozeLinear')) return runFusedKernel('ClozeLinear', { x, weight, bias }, {})[0] as Tensor2D;
      const product = matMul<Tensor2D>(x, weight, false, true);
      return bias ? add<Tensor2D>(product, bias) : product;
    },
    (dy, [input, matrix]) => linearGradient(dy, input as Tensor2D, matrix as Tensor2D, bias !== undefined),
  );
}

/** [dx, dweight], and dbias where there is a bias. */
function linearGradient(dy: Tensor2D, x: Tensor2D, weight: Tensor2D, bias: boolean): Tensor[] {
  if (hasKernel('ClozeLinearGrad')) return runFusedKernel('ClozeLinearGrad', { dy, x, weight }, { bias, needDx: true });
  const gradients: Tensor[] = [matMul(dy, weight), matMul(dy, x, true)];
  if (bias) gradients.push(sum(dy, 0));
  return gradients;
}
