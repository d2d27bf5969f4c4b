import { engine } from '@tensorflow/tfjs-core';

/**
 * Frees what a gradient tape had saved when an error left it: tfjs does so only at the end of a backward pass. To be called outside
 * any gradient function.
 */
export function releaseTape(): void {
  const { state } = engine();
  for (const { saved } of state.activeTape ?? []) for (const tensor of saved ?? []) tensor.dispose();
  state.activeTape = [];
}
