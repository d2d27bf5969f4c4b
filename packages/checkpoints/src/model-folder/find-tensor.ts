import { TIED_COPIES } from './canonical-key.js';
import type { ModelTensor, ModelWeights } from './model-weights.js';

/** A parameter's tensor, or its tied copy where that alone was saved. */
export function findTensor(tensors: ModelWeights['tensors'], name: string): ModelTensor | undefined {
  const own = tensors.get(name);
  if (own) return own;
  for (const [copy, original] of TIED_COPIES) if (original === name && tensors.has(copy)) return tensors.get(copy);
  return undefined;
}
