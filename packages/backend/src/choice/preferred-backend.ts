import type { BackendStatus } from './backend-status.js';

/**
 * The backend that `chooseBackend` takes, told from the states of all: the named one, else the first there is of tensorflow with a GPU, native,
 * tensorflow, wasm, cpu. Undefined where the named one does not work.
 * @param named `CLOZE_BACKEND` unless given
 */
export function preferredBackend(
  backends: readonly BackendStatus[],
  named: string | undefined = process.env['CLOZE_BACKEND'],
): BackendStatus | undefined {
  const available = backends.filter((backend) => backend.available);
  const find = (name: string) => available.find((backend) => backend.name === name);
  if (named) return find(named);
  const tensorflow = find('tensorflow');
  if (tensorflow?.usesGpu) return tensorflow;
  return find('native') ?? tensorflow ?? find('wasm') ?? find('cpu');
}
