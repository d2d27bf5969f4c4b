import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { registerWasmKernels } from '../kernels/wasm/register.js';

/** Makes tfjs's WebAssembly backend the current one, with our kernels added; its binaries are those that npm installed. */
export async function loadWasm(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(entry) + sep);
  registerWasmKernels();
  if (!(await setBackend('wasm'))) throw new Error('tfjs could not start its WebAssembly backend');
}
