import { createRequire } from 'node:module';
import { join } from 'node:path';
import { engine, env, setBackend } from '@tensorflow/tfjs-core';
import { registerGradients } from '../gradients/register.js';
import type { TensorflowPackage } from './tensorflow-package.js';
import { parseThreads } from './threads.js';

/** Loads libtensorflow into this process; it cannot be unloaded. */
export function registerTensorflow(found: TensorflowPackage): void {
  // Products of BERT's vocabulary size run 1.7 times faster with oneDNN, which this version leaves off.
  process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const threads = parseThreads();
  if (threads !== undefined) process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  // A copy of tfjs of its own, as in the folder that CLOZE_TFJS_NODE names, would warn of each kernel that it registers again.
  env().set('PROD', true);
  try {
    createRequire(join(found.folder, 'package.json'))(found.folder);
  } finally {
    env().set('PROD', false);
  }
  // It brings tfjs's own gradients, some of which are wrong where shapes broadcast.
  registerGradients(true);
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
