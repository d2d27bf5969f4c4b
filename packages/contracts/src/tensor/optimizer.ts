import type { Tensor } from '@tensorflow/tfjs-core';
import type { Definition, Plugin } from '../plugin/plugin.js';
import type { Parameter } from './parameters.js';

/** Parameters that share settings. */
export interface ParameterGroup {
  readonly parameters: readonly Parameter[];
  /** Factor of the step's learning rate (layer-wise rates). */
  readonly learningRateScale: number;
  /** False for biases and LayerNorm. */
  readonly decay: boolean;
}

/** The state of an optimizer as host arrays by name; fit for safetensors. */
export type OptimizerState = Readonly<Record<string, Float32Array>>;

/** Updates parameters. */
export interface Optimizer {
  /**
   * One update, in place, after the tape is closed; gradients by parameter name. A parameter that never had one is left
   * alone, decay included; once it had one, a missing gradient counts as zero.
   * Clips by the global norm first when `clipNorm` is given.
   * @returns the norm before clipping
   */
  step(
    groups: readonly ParameterGroup[],
    gradients: ReadonlyMap<string, Tensor>,
    settings: { readonly learningRate: number; readonly clipNorm?: number },
  ): { readonly gradientNorm: number };
  state(): OptimizerState;
  restore(state: OptimizerState): void;
  dispose(): void;
}

/** Makes optimizers. `learningRate` is one of its options: the base that the schedule's factor multiplies. */
export interface OptimizerPlugin<Options extends { learningRate: number } = { learningRate: number }> extends Plugin<
  'optimizer',
  Options
> {
  create(options: Options): Optimizer;
}

declare module '../plugin/plugin.js' {
  interface PluginKinds {
    optimizer: OptimizerPlugin;
  }
}

/** Makes an optimizer plugin from its parts. */
export function defineOptimizer<Options extends { learningRate: number }>(
  definition: Definition<OptimizerPlugin<Options>>,
): OptimizerPlugin<Options> {
  return { apiVersion: 1, kind: 'optimizer', ...definition };
}
