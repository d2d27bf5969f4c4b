import { setBackend } from '@tensorflow/tfjs-core';
import { loadCpu } from '../choice/load-cpu.js';
import { loadWasm } from '../choice/load-wasm.js';
import type { BackendName } from '../choice/backend-name.js';

const loaders: Partial<Record<BackendName, () => Promise<void>>> = { cpu: loadCpu, wasm: loadWasm };
const loaded = new Set<BackendName>();

/** The backends that tests can run on here. */
export const testBackends: readonly BackendName[] = ['cpu', 'wasm'];

/** Switches the whole process to a backend. For tests alone: a run has one backend. */
export async function useBackend(name: BackendName): Promise<void> {
  if (loaded.has(name)) {
    await setBackend(name);
    return;
  }
  await loaders[name]!();
  loaded.add(name);
}
