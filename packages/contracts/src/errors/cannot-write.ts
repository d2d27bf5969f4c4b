import { DataError } from './data-error.js';

/**
 * The error for a file that cannot be opened or written to; what is no error of the system stays as it is.
 * @param where the path, or what stands for it
 */
export function cannotWrite(where: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'code' in cause && 'syscall' in cause)) return cause;
  const isFull = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
  return new DataError(
    {
      what: 'A file cannot be written',
      where,
      received: cause.message,
      fix: isFull ? 'free some space, or choose another path' : 'choose another path',
    },
    { cause },
  );
}
