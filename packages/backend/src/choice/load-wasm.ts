import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { setWasmPaths, type BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend, setBackend } from '@tensorflow/tfjs-core';
import { registerWasmKernels } from '../kernels/wasm/register.js';
import { simdHeapOf } from '../kernels/wasm/simd-heap-of.js';
import { hasSimd } from '../kernels/wasm/simd-module.js';

/**
 * Makes tfjs's WebAssembly backend the current one, with our kernels over its heap; its binaries are those that npm installed.
 * @throws Error where the engine has no vector instructions, or tfjs's module does not start
 */
export async function loadWasm(): Promise<void> {
  if (!hasSimd()) throw new Error('this processor has no vector instructions for WebAssembly (SSE 4.1 or NEON)');
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(entry) + sep);
  registerWasmKernels();
  const started = await withoutNewListeners(() => setBackend('wasm'));
  if (!started) throw new Error('tfjs could not start its WebAssembly backend');
  simdHeapOf(backend() as BackendWasm);
}

/**
 * Emscripten's start-up makes every uncaught error of the process its own, and prints its whole source with it: takes the listeners
 * off again that came while `start` ran.
 */
async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const [exceptions, rejections] = [process.listeners('uncaughtException'), process.listeners('unhandledRejection')];
  const result = await start();
  for (const listener of process.listeners('uncaughtException')) {
    if (!exceptions.includes(listener)) process.off('uncaughtException', listener);
  }
  for (const listener of process.listeners('unhandledRejection')) {
    if (!rejections.includes(listener)) process.off('unhandledRejection', listener);
  }
  return result;
}
