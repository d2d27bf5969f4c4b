import type { ErrorParts } from '@cloze/contracts';

/** The system's code of a failed file operation (`ENOSPC`); undefined for other errors. */
export function ioErrorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E(?!RR_)[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** The parts of a message for a file that cannot be read. */
export function describeReadError(error: unknown, path: string): ErrorParts {
  const code = ioErrorCode(error);
  if (code === 'ENOENT') return { what: 'A file is not there', where: path };
  return { what: 'A file cannot be read', where: path, received: explain(error), fix: adviceFor(code) };
}

/** What went wrong with a file operation, for the `received` of a message. */
export function explain(error: unknown): string {
  const code = ioErrorCode(error);
  const known = code === undefined ? undefined : EXPLANATIONS[code];
  if (known) return `${known} (${code})`;
  return error instanceof Error ? error.message : String(error);
}

/** What a user can do about it. */
export function adviceFor(code: string | undefined): string | undefined {
  return code === undefined ? undefined : ADVICE[code];
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would grow beyond the largest size allowed',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  EEXIST: 'something of this name is in the way',
  ENOENT: 'a folder of the path is not there',
  EIO: 'the device failed',
  EMFILE: 'too many open files',
};

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space, or write to another disk',
  EDQUOT: 'free some space, or write to another disk',
  EFBIG: 'raise the limit on file sizes (`ulimit -f`)',
  EACCES: 'choose a folder you may write to, or change its permissions',
  EPERM: 'choose a folder you may write to, or change its permissions',
  EROFS: 'choose a folder on a file system that can be written to',
  ENOTDIR: 'choose another path, or move the file away',
  EISDIR: 'choose another path',
  EEXIST: 'choose another path, or move the file away',
};
