import { BackendError } from '@cloze/contracts';

/**
 * The threads that `CLOZE_THREADS` asks for; undefined where it is unset.
 * @throws BackendError for anything but a whole number from 1 to 1024
 */
export function parseThreads(value = process.env['CLOZE_THREADS']): number | undefined {
  if (value === undefined || value === '') return undefined;
  const threads = Number(value);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 1024) return threads;
  throw new BackendError({
    what: 'Not a number of threads',
    where: 'CLOZE_THREADS',
    received: value,
    allowed: 'a whole number from 1 to 1024, or nothing for one thread a core',
  });
}
