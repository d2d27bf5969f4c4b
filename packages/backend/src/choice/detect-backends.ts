import type { BackendStatus } from './backend-status.js';
import { detectNative } from './detect-native.js';
import { detectTensorflow } from './detect-tensorflow.js';
import { packageVersion } from './package-version.js';

/** Every backend with its state, for `doctor`: may load libraries in other processes, chooses nothing. */
export async function detectBackends(): Promise<readonly BackendStatus[]> {
  return [
    await detectTensorflow(),
    await detectNative(),
    {
      name: 'wasm',
      available: true,
      version: packageVersion('@tensorflow/tfjs-backend-wasm'),
      detail: 'SIMD, one thread',
    },
    {
      name: 'cpu',
      available: true,
      version: packageVersion('@tensorflow/tfjs-backend-cpu'),
      detail: 'plain JavaScript, for tests',
    },
  ];
}
