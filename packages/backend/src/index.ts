import { registerGradients } from './gradients/register.js';

// tfjs-core brings no gradients in Node; whoever imports this package can train.
registerGradients();

export * from './choice/backend-name.js';
export * from './choice/backend-speed.js';
export * from './choice/backend-status.js';
export * from './choice/choose-backend.js';
export * from './choice/detect-backends.js';
export * from './choice/named-backend.js';
export * from './choice/precision.js';
export * from './choice/preferred-backend.js';
export * from './choice/tfjs-copies.js';
export * from './ops/adamw-step.js';
export * from './ops/attention-probabilities.js';
export * from './ops/differentiable.js';
export * from './ops/dropout.js';
export * from './ops/embeddings.js';
export * from './ops/fused-kernel.js';
export * from './ops/gather-rows.js';
export * from './ops/gelu.js';
export * from './ops/global-norm.js';
export * from './ops/lamb-step.js';
export * from './ops/layer-norm.js';
export * from './ops/linear.js';
export * from './ops/linear-cross-entropy.js';
export * from './ops/ragged-attention.js';
export * from './ops/residual-layer-norm.js';
export * from './ops/softmax-cross-entropy.js';
export * from './ops/step-kernels.js';
export * from './ops/tidied.js';
