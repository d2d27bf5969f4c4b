import { getGradient, registerGradient } from '@tensorflow/tfjs-core';
import { binaryGradients } from './binary.js';
import { toGradConfig } from './kernel-gradient.js';
import { layoutGradients } from './layout.js';
import { productGradients } from './products.js';
import { reductionGradients } from './reductions.js';
import { unaryGradients } from './unary.js';

/**
 * Registers the gradients of tfjs kernels that nobody registered before. Importing this package does so.
 * @param replace whether those that somebody registered give way
 */
export function registerGradients(replace = false): void {
  const all = [...unaryGradients, ...binaryGradients, ...reductionGradients, ...layoutGradients, ...productGradients];
  for (const gradient of all) {
    if (replace || !getGradient(gradient.kernelName)) registerGradient(toGradConfig(gradient));
  }
}
