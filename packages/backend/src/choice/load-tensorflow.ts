import { createRequire } from 'node:module';
import { join } from 'node:path';
import { engine, setBackend } from '@tensorflow/tfjs-core';
import type { TensorflowPackage } from './tensorflow-package.js';

/** Loads libtensorflow into this process; it cannot be unloaded. */
export function registerTensorflow(found: TensorflowPackage): void {
  // Products of BERT's vocabulary size run 1.7 times faster with oneDNN, which this version leaves off.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  createRequire(join(found.folder, 'package.json'))(found.folder);
}

/** Whether the loaded library computes on a GPU. */
export function tensorflowUsesGpu(): boolean {
  const backend = engine().findBackend('tensorflow') as { readonly isUsingGpuDevice?: boolean } | null;
  return backend?.isUsingGpuDevice === true;
}

/** Makes libtensorflow the current backend. */
export async function loadTensorflow(found: TensorflowPackage): Promise<void> {
  registerTensorflow(found);
  if (!(await setBackend('tensorflow'))) throw new Error('tfjs could not start its tensorflow backend');
}
