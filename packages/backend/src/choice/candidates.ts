import type { BackendName } from './backend-name.js';
import { detectNative } from './detect-native.js';
import { loadCpu } from './load-cpu.js';
import { loadNative } from './load-native.js';
import { loadTensorflow, registerTensorflow, tensorflowUsesGpu } from './load-tensorflow.js';
import { loadWasm } from './load-wasm.js';
import { hasNvidiaGpu } from './nvidia.js';
import type { Precision } from './precision.js';
import { findTensorflow } from './tensorflow-package.js';
import { tensorflowPackages } from './tensorflow-packages.js';

/** What came of an attempt. */
export type Outcome =
  | { readonly started: true }
  | { readonly started: false; readonly reason: string; readonly remedy?: string; readonly cause?: unknown };

/** A backend in the order of choice. */
export interface Candidate {
  readonly name: BackendName;
  /** For the log. */
  readonly label: string;
  /** Whether it is there for a GPU alone. */
  readonly onGpu?: boolean;
  /** Makes it the current backend, whose products are of this precision, or says why not. */
  start(precision: Precision): Promise<Outcome>;
}

const INSTALL_GPU = 'npm install @tensorflow/tfjs-node-gpu@4.22.0, with CUDA 11.2 and cuDNN 8.1';
const INSTALL_CPU = 'npm install @tensorflow/tfjs-node@4.22.0';

/** Fastest first. */
export const candidates: readonly Candidate[] = [
  { name: 'tensorflow', label: 'tensorflow on a GPU', onGpu: true, start: startTensorflowGpu },
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

async function startNative(precision: Precision): Promise<Outcome> {
  const { available, reason = '', remedy } = await detectNative();
  return available ? attempt(() => loadNative(precision)) : { started: false, reason, remedy };
}

async function startTensorflow(): Promise<Outcome> {
  let first: Outcome | undefined;
  for (const found of tensorflowPackages()) {
    const outcome: Outcome = found.fault
      ? { started: false, ...found.fault }
      : await attempt(() => loadTensorflow(found));
    if (outcome.started) return outcome;
    first ??= outcome;
  }
  return first ?? { started: false, reason: '@tensorflow/tfjs-node is not installed', remedy: INSTALL_CPU };
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
