import { setBackend } from '@tensorflow/tfjs-core';
import type { BackendName } from '../choice/backend-name.js';
import { detectNative } from '../choice/detect-native.js';
import { loadCpu } from '../choice/load-cpu.js';
import { loadNative } from '../choice/load-native.js';
import { loadTensorflow } from '../choice/load-tensorflow.js';
import { loadWasm } from '../choice/load-wasm.js';
import { findTensorflow } from '../choice/tensorflow-package.js';
import { registerGradients } from '../gradients/register.js';

registerGradients();

const loaded = new Set<BackendName>();

/**
 * The backends that tests can run on here: `cpu` and `wasm` always, `native` where it is built, `tensorflow` where `CLOZE_TFJS_NODE` names a
 * folder that has tfjs-node.
 */
export const testBackends: readonly BackendName[] = [
  'cpu',
  'wasm',
  ...((await detectNative()).available ? (['native'] as const) : []),
  ...(process.env['CLOZE_TFJS_NODE'] ? (['tensorflow'] as const) : []),
];

/** Switches the whole process to a backend. For tests alone: a run has one backend. */
export async function useBackend(name: BackendName): Promise<void> {
  if (loaded.has(name)) await setBackend(name);
  else await load(name);
  loaded.add(name);
}

function load(name: BackendName): Promise<void> {
  switch (name) {
    case 'cpu':
      return loadCpu();
    case 'wasm':
      return loadWasm();
    case 'native':
      return loadNative();
    case 'tensorflow':
      return loadTensorflow(findTensorflow('@tensorflow/tfjs-node')!);
  }
}
