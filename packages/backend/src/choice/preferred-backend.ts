import type { BackendStatus } from './backend-status.js';
import { candidates } from './candidates.js';

/**
 * The backend that `chooseBackend` takes, told from the states of all: the named one, else the first there is of tensorflow with a GPU, native,
 * tensorflow, wasm, cpu. Undefined where the named one does not work.
 * @param named `CLOZE_BACKEND` unless given
 */
export function preferredBackend(
  backends: readonly BackendStatus[],
  named: string | undefined = process.env['CLOZE_BACKEND'],
): BackendStatus | undefined {
  return candidates
    .filter(({ name }) => !named || name === named)
    .flatMap(({ name, onGpu = false }) =>
      backends.filter((backend) => backend.available && backend.name === name && (backend.usesGpu || !onGpu)),
    )[0];
}
