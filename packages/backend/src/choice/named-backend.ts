import { BackendError, nearestName } from '@cloze/contracts';
import { BACKEND_NAMES, type BackendName } from './backend-name.js';

/** The backend that a user named, if any, and where. */
export interface NamedBackend {
  readonly name?: BackendName;
  /** `--backend` or `CLOZE_BACKEND`. */
  readonly where: string;
}

/**
 * Reads which backend is named.
 * @param option of `--backend`; `CLOZE_BACKEND` counts where left out
 * @throws BackendError for an unknown name
 */
export function namedBackend(option: string | undefined): NamedBackend {
  const where = option === undefined ? 'CLOZE_BACKEND' : '--backend';
  const received = option ?? (process.env['CLOZE_BACKEND'] || undefined);
  if (received === undefined) return { where };
  const name = BACKEND_NAMES.find((known) => known === received);
  if (name) return { name, where };
  const near = nearestName(received, BACKEND_NAMES);
  throw new BackendError({
    what: 'Unknown backend',
    where,
    received,
    allowed: BACKEND_NAMES.join(', '),
    ...(near !== undefined && { fix: `did you mean "${near}"?` }),
  });
}
