import '@tensorflow/tfjs-backend-cpu';
import { engine, setBackend } from '@tensorflow/tfjs-core';

/** Makes tfjs's plain JavaScript backend the current one, without the banner it prints in Node. */
export async function loadCpu(): Promise<void> {
  const backend: { firstUse?: boolean } | null = engine().findBackend('cpu') as { firstUse?: boolean } | null;
  if (backend) backend.firstUse = false;
  await setBackend('cpu');
}
