import type { BackendName } from './backend-name.js';
import { detectNative } from './detect-native.js';
import { loadCpu } from './load-cpu.js';
import { loadNative } from './load-native.js';
import { loadTensorflow, registerTensorflow, tensorflowUsesGpu } from './load-tensorflow.js';
import { loadWasm } from './load-wasm.js';
import { hasNvidiaGpu } from './nvidia.js';
import { findTensorflow } from './tensorflow-package.js';

/** What came of an attempt. */
export type Outcome =
  | { readonly started: true }
  | { readonly started: false; readonly reason: string; readonly remedy?: string; readonly cause?: unknown };

/** A backend in the order of choice. */
export interface Candidate {
  readonly name: BackendName;
  /** For the log. */
  readonly label: string;
  /** Makes it the current backend, or says why not. */
  start(named: boolean): Promise<Outcome>;
}

const INSTALL_GPU = 'npm install @tensorflow/tfjs-node-gpu@4.22.0, with CUDA 11.2 and cuDNN 8.1';
const INSTALL_CPU = 'npm install @tensorflow/tfjs-node@4.22.0';

/** Fastest first. */
export const candidates: readonly Candidate[] = [
  { name: 'tensorflow', label: 'tensorflow on a GPU', start: startTensorflowGpu },
  { name: 'native', label: 'native', start: startNative },
  { name: 'tensorflow', label: 'tensorflow', start: startTensorflow },
  { name: 'wasm', label: 'wasm', start: () => attempt(loadWasm) },
  { name: 'cpu', label: 'cpu', start: () => attempt(loadCpu) },
];

async function startTensorflowGpu(): Promise<Outcome> {
  const found = findTensorflow('@tensorflow/tfjs-node-gpu');
  if (!found) return { started: false, reason: '@tensorflow/tfjs-node-gpu is not installed', remedy: INSTALL_GPU };
  if (found.fault) return { started: false, ...found.fault };
  if (!hasNvidiaGpu()) return { started: false, reason: 'there is no NVIDIA GPU' };
  return attempt(async () => {
    registerTensorflow(found);
    if (!tensorflowUsesGpu()) {
      throw new Error('there is a GPU, but the library cannot use it: it needs CUDA 11.2 and cuDNN 8.1');
    }
    await loadTensorflow(found);
  });
}

async function startNative(): Promise<Outcome> {
  const { available, reason = '', remedy } = await detectNative();
  return available ? attempt(loadNative) : { started: false, reason, remedy };
}

async function startTensorflow(named: boolean): Promise<Outcome> {
  const gpuBuild = named ? findTensorflow('@tensorflow/tfjs-node-gpu') : undefined;
  const found = findTensorflow('@tensorflow/tfjs-node') ?? gpuBuild;
  if (!found) return { started: false, reason: '@tensorflow/tfjs-node is not installed', remedy: INSTALL_CPU };
  return found.fault ? { started: false, ...found.fault } : attempt(() => loadTensorflow(found));
}

async function attempt(load: () => Promise<void>): Promise<Outcome> {
  try {
    await load();
    return { started: true };
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
    return { started: false, reason, cause };
  }
}
