import '@tensorflow/tfjs-backend-cpu';
import { engine, getGradient, ready, setBackend } from '@tensorflow/tfjs-core';
import { PluginError } from '@cloze/contracts';

// Not a static import: harnesses know plugins and contracts alone, and need nothing of the package but what it registers.
const GRADIENTS: string = '@cloze/backend';

/**
 * Makes tfjs's plain `cpu` backend the current one, and sees to it that operations have gradients, which tfjs-core brings none of in
 * Node.
 * @throws PluginError when no installed package registers gradients
 */
export async function useTinyBackend(): Promise<void> {
  if (getGradient('BatchMatMul') === undefined) {
    try {
      await import(GRADIENTS);
    } catch (cause) {
      throw new PluginError(
        {
          what: 'Nothing registers gradients of tfjs operations',
          received: 'tfjs-core alone',
          fix: 'npm install --save-dev @cloze/backend',
        },
        { cause },
      );
    }
  }
  const cpu: object | null = engine().findBackend('cpu');
  if (cpu !== null && 'firstUse' in cpu) cpu.firstUse = false; // it would print an advertisement for tfjs-node
  await setBackend('cpu');
  await ready();
}
