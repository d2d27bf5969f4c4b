import { BackendError } from '@cloze/contracts';

/** Arithmetic of matrix products. float32 alone for now; the seam is here so that plugins and configs need not change later. */
export type Precision = 'float32';

/** @throws BackendError for anything else than `float32` */
export function parsePrecision(value: string): Precision {
  if (value === 'float32') return value;
  throw new BackendError({
    what: 'Unknown precision',
    where: '--precision',
    received: value,
    allowed: 'float32',
  });
}
