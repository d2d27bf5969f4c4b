import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BackendStatus } from './backend-status.js';
import { hasNvidiaGpu } from './nvidia.js';
import type { TensorflowPackage } from './tensorflow-package.js';
import { tensorflowPackages } from './tensorflow-packages.js';

const run = promisify(execFile);

/** Prints what the loaded library computes with; anything else it writes goes to stderr. */
const PROBE = `
const tf = require(process.argv[1]);
tf.ready().then(() => console.log(tf.backend().isUsingGpuDevice ? 'cloze-gpu' : 'cloze-cpu'));
`;

/**
 * Whether the tensorflow backend can run here, with the first of its packages that works. Loads libraries in processes of their own, which
 * takes some seconds.
 * @param hasGpu whether the machine has an NVIDIA GPU
 */
export async function detectTensorflow(hasGpu = hasNvidiaGpu()): Promise<BackendStatus> {
  let first: BackendStatus | undefined;
  for (const found of tensorflowPackages(hasGpu)) {
    const status = await examine(found, hasGpu);
    if (status.available) return status;
    first ??= status;
  }
  const remedy = 'npm install @tensorflow/tfjs-node@4.22.0 (or tfjs-node-gpu, with CUDA 11.2 and cuDNN 8.1)';
  return first ?? { name: 'tensorflow', available: false, reason: 'not installed', remedy };
}

async function examine(found: TensorflowPackage, hasGpu: boolean): Promise<BackendStatus> {
  const { version, fault } = found;
  if (fault) return { name: 'tensorflow', available: false, version, ...fault };
  try {
    return { name: 'tensorflow', available: true, version, ...(await probe(found, hasGpu)) };
  } catch (error) {
    const reason = `the native library of ${found.name} does not load: ${firstError(error)}`;
    return { name: 'tensorflow', available: false, version, reason, remedy: `npm rebuild ${found.name}` };
  }
}

async function probe(
  found: TensorflowPackage,
  hasGpu: boolean,
): Promise<Pick<BackendStatus, 'detail' | 'usesGpu' | 'remedy'>> {
  const environment = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  const { stdout } = await run(process.execPath, ['-e', PROBE, found.folder], { env: environment, timeout: 120_000 });
  if (stdout.includes('cloze-gpu')) return { detail: 'GPU', usesGpu: true };
  if (!stdout.includes('cloze-cpu')) throw new Error('the probe said nothing');
  if (found.name !== '@tensorflow/tfjs-node-gpu') return { detail: 'CPU' };
  return {
    detail: hasGpu ? 'CPU: there is a GPU, but the library cannot use it' : 'CPU: there is no NVIDIA GPU',
    remedy: 'tfjs-node-gpu 4.22 needs CUDA 11.2 and cuDNN 8.1 on the library path',
  };
}

/** The message of the error that a process printed last thing. */
function firstError(error: unknown): string {
  const printed = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : '';
  return /^\w*Error: (.*)$/m.exec(printed)?.[1] ?? 'it ends the process';
}
