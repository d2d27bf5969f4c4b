import { fstatSync, writeFileSync } from 'node:fs';
import { cannotWrite } from '@cloze/contracts';

const WHERE = 'standard output';

/** What of `process.stdout` is needed to write to it. */
export type StandardOutput = Pick<NodeJS.WriteStream, 'isTTY' | 'write'> & { readonly fd: number };

/**
 * A function that writes text to standard output, all of it before it returns.
 * @throws DataError from that function when the file behind it cannot take the text
 */
export function standardOutput(stream: StandardOutput = process.stdout): (text: string) => Promise<void> {
  if (isFile(stream)) {
    return async (text) => {
      try {
        // Node's own stream takes it as done when only a part of the text has found room.
        writeFileSync(stream.fd, text);
      } catch (cause) {
        throw cannotWrite(WHERE, cause);
      }
    };
  }
  return (text) =>
    new Promise((resolve, reject) => {
      stream.write(text, (cause) => {
        if (cause) reject(cannotWrite(WHERE, cause) as Error);
        else resolve();
      });
    });
}

/** A pipe and a terminal may ask to be waited for, a file never does. */
function isFile({ fd, isTTY }: StandardOutput): boolean {
  if (isTTY) return false;
  const stat = fstatSync(fd);
  return stat.isFile() || stat.isCharacterDevice();
}
