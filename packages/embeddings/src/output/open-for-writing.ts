import { open, type FileHandle } from 'node:fs/promises';
import { DataError } from '@cloze/contracts';

/**
 * Opens a file to be written anew.
 * @throws DataError when that cannot be done
 */
export async function openForWriting(path: string): Promise<FileHandle> {
  return open(path, 'w').catch((cause: Error) => {
    throw new DataError(
      { what: 'A file cannot be written', where: path, received: cause.message, fix: 'choose another path' },
      { cause },
    );
  });
}
