import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Settings of one step of Adam and those like it. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** 1 - beta1^step, or 1 for BERT's own Adam. */
  readonly biasCorrection1: number;
  /** 1 - beta2^step, or 1 for BERT's own Adam. */
  readonly biasCorrection2: number;
  /** Factor of the gradient: clipping and the loss's denominator. */
  readonly gradientScale: number;
}

/** Settings of one step of LAMB. */
export interface LambSettings extends AdamSettings {
  /** Whether the trust ratio applies; it is 1 without. */
  readonly adapt: boolean;
}

/** Running means of the gradient and of its square, of the parameter's shape. */
export interface Moments {
  readonly first: TensorInfo;
  readonly second: TensorInfo;
}
