import { silentLogger, type Logger } from '@cloze/contracts';

/** A logger that keeps what it is told at level info or above. */
export function memoryLogger(): Logger & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const keep = (message: string) => void lines.push(message);
  return { ...silentLogger, info: keep, warn: keep, lines };
}
