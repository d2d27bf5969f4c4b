import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';

/** Gradients of a kernel's inputs by name, each computed when asked for. */
export type InputGradients = Record<string, () => Tensor>;

/**
 * The gradient of a tfjs kernel. In Node tfjs-core brings none of its own, so those that encoders, heads and objectives are written with are
 * here; each formula is the textbook derivative.
 */
export interface KernelGradient {
  readonly kernelName: string;
  /** Names of inputs to keep, in the order `saved` has them. */
  readonly saveInputs?: readonly string[];
  /** Keep every input; for kernels whose inputs are numbered. */
  readonly saveAllInputs?: boolean;
  /** Keep the (one) output, after the saved inputs. */
  readonly saveOutput?: boolean;
  gradients(dy: Tensor[], saved: Tensor[], attributes: NamedAttrMap): InputGradients;
}

/** As tfjs registers it. */
export function toGradConfig(gradient: KernelGradient): GradConfig {
  return {
    kernelName: gradient.kernelName,
    inputsToSave: [...(gradient.saveInputs ?? [])],
    ...(gradient.saveAllInputs && { saveAllInputs: true }),
    outputsToSave: gradient.saveOutput ? [true] : [],
    gradFunc: (dy, saved, attributes) => gradient.gradients(Array.isArray(dy) ? dy : [dy], saved, attributes),
  };
}
