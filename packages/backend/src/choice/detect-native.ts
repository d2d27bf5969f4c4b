import { ClozeError } from '@cloze/contracts';
import type { BackendStatus } from './backend-status.js';
import { registerNative } from './load-native.js';
import { packageVersion } from './package-version.js';

/** Whether the Rust backend can run here. */
export async function detectNative(): Promise<BackendStatus> {
  const version = packageVersion('@cloze/backend-native');
  if (version === undefined) {
    const remedy = 'npm install @cloze/backend-native';
    return { name: 'native', available: false, reason: 'not installed', remedy };
  }
  try {
    await registerNative();
    return { name: 'native', available: true, version, detail: 'Rust kernels' };
  } catch (error) {
    const reason = ClozeError.is(error) ? 'no binary for this machine' : firstLine(error);
    const remedy =
      'in a checkout, install Rust (https://rustup.rs) and run npm ci; elsewhere, npm install --include=optional';
    return { name: 'native', available: false, version, reason, remedy };
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
