import type { Logger } from '@cloze/contracts';
import { createConsola, type LogObject } from 'consola';

const SIGNS: Readonly<Record<string, string>> = { warn: 'warning: ', error: 'error: ' };

/** The log of a command: plain lines on stderr, so that stdout holds results alone. `CLOZE_DEBUG=1` adds debug lines. */
export function createLog(): Logger {
  const plain = {
    log: ({ type, args }: LogObject) => void process.stderr.write(`${SIGNS[type] ?? ''}${args.join(' ')}\n`),
  };
  const consola = createConsola({ level: process.env['CLOZE_DEBUG'] === '1' ? 4 : 3, reporters: [plain] });
  return {
    debug: (message) => consola.debug(message),
    info: (message) => consola.info(message),
    warn: (message) => consola.warn(message),
  };
}
