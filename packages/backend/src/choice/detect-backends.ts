import type { BackendStatus } from './backend-status.js';
import { detectNative } from './detect-native.js';
import { detectTensorflow } from './detect-tensorflow.js';
import { measureNative } from './load-native.js';
import { packageVersion } from './package-version.js';
import { parseThreads } from './threads.js';

/** Long enough to see a processor's speed, short enough to wait for. */
const SECONDS_TO_MEASURE = 0.4;

/**
 * Every backend with its state, for `doctor`: loads libraries in other processes, measures, chooses nothing.
 * @throws BackendError when `CLOZE_THREADS` is no number of threads
 */
export async function detectBackends(): Promise<readonly BackendStatus[]> {
  parseThreads();
  return [
    await detectTensorflow(),
    await examineNative(),
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

async function examineNative(): Promise<BackendStatus> {
  const status = await detectNative();
  if (!status.available) return status;
  const speed = await measureNative(SECONDS_TO_MEASURE);
  const threads = speed.threads === 1 ? 'one thread' : `${speed.threads} threads`;
  return { ...status, detail: `Rust kernels for ${INSTRUCTION_SETS[speed.instructionSet]}, ${threads}`, speed };
}

const INSTRUCTION_SETS: Readonly<Record<string, string>> = {
  avx512: 'AVX-512',
  avx2: 'AVX2',
  neon: 'NEON',
  portable: 'any processor',
};
