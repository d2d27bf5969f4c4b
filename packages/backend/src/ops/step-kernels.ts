import { backend, getBackend, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { AdamSettings, Moments } from './adamw-step.js';
import type { LambSettings } from './lamb-step.js';

/**
 * Optimizer steps that a backend does in place. They change their arguments, so they are no tfjs kernels (whose inputs are never
 * written to), and a backend offers them beside.
 */
export interface StepKernels {
  adamwStep(parameter: Variable, gradient: Tensor, moments: Moments, settings: AdamSettings): void;
  lambStep(parameter: Variable, gradient: Tensor, moments: Moments, settings: LambSettings): number;
  globalNorm(tensors: readonly Tensor[]): number;
}

const registered = new Map<string, StepKernels>();

/** Offers in-place steps for a backend that has no such methods of its own. */
export function registerStepKernels(backendName: string, kernels: StepKernels): void {
  registered.set(backendName, kernels);
}

/** Those of the current backend, its own methods first; undefined where the composed operations serve. */
export function stepKernels(): StepKernels | undefined {
  const current: object = backend();
  return hasStepKernels(current) ? current : registered.get(getBackend());
}

function hasStepKernels(current: object): current is StepKernels {
  return 'adamwStep' in current && 'lambStep' in current && 'globalNorm' in current;
}
