import { ClozeError } from '@cloze/contracts';

/**
 * Prints an error on stderr. Errors a user can act on show no stack; `CLOZE_DEBUG=1` adds it, with what caused them.
 * @returns the exit code: 2 for wrong usage, 1 for all else
 */
export function reportError(error: unknown): 1 | 2 {
  const debug = process.env['CLOZE_DEBUG'] === '1';
  const own = ClozeError.is(error);
  process.stderr.write(`error: ${own && !debug ? error.message : textOf(error)}\n`);
  if (!own) process.stderr.write('This is a fault of cloze or of a plugin, not of its use.\n');
  return own && error.code === 'CLOZE_USAGE' ? 2 : 1;
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by: ${textOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
