import '@tensorflow/tfjs-backend-cpu';
import {
  copyRegisteredKernels,
  findBackendFactory,
  getKernel,
  registerBackend,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { loadBinding } from './binding/load-binding.js';
import { allKernels } from './kernels/all-kernels.js';
import type { NamedKernel } from './kernels/kernel.js';
import { NativeBackend } from './native-backend.js';
import { checkPrecision, type Precision } from './precision.js';
import { BufferPool } from './storage/buffer-pool.js';
import { usableMemory } from './storage/usable-memory.js';

/** The name under which tfjs knows the backend. */
export const BACKEND_NAME = 'native';

/** Above tfjs's `cpu` (1) and `wasm` (2), so that it is taken where nobody chooses. */
const PRIORITY = 5;

/** Settings of {@link registerNativeBackend}. */
export interface NativeBackendOptions {
  /** Threads of a kernel, 1 to 1024. Default: `CLOZE_THREADS`, else the physical cores. */
  readonly threads?: number;
  /** The most bytes that the pool keeps in unused buffers. Default: a quarter of the memory of the machine, or of the container. */
  readonly poolBytes?: number;
  /** Arithmetic of matrix products. Default and only value: `float32`. */
  readonly precision?: Precision;
}

/**
 * Registers the backend `native` with tfjs: all of tfjs's CPU kernels, then this package's own in their place.
 * Calling it again only changes the number of threads.
 *
 * @throws NativeBackendError when there is no binary for this machine, or a precision has no products.
 */
export function registerNativeBackend(options: NativeBackendOptions = {}): void {
  checkPrecision(options.precision ?? 'float32');
  const binding = loadBinding();
  if (options.threads !== undefined) binding.setThreads(options.threads);
  if (findBackendFactory(BACKEND_NAME) != null) return;
  const pool = new BufferPool(options.poolBytes ?? Math.floor(usableMemory() / 4));
  copyRegisteredKernels('cpu', BACKEND_NAME);
  allKernels.forEach(register);
  registerBackend(BACKEND_NAME, () => new NativeBackend(binding, pool), PRIORITY);
}

function register({ name, run }: NamedKernel): void {
  const fallback = getKernel(name, 'cpu');
  if (fallback != null) unregisterKernel(name, BACKEND_NAME);
  registerKernel({
    kernelName: name,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const outputs = run(backend as NativeBackend, inputs, attrs ?? {});
      if (outputs !== undefined) return outputs;
      if (fallback == null) throw new TypeError(`${name} does not take these inputs`);
      return fallback.kernelFunc({ inputs, attrs, backend });
    },
  });
}
