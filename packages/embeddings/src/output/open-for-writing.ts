import { open } from 'node:fs/promises';
import { cannotWrite } from '@cloze/contracts';

/** A file that is written; its methods throw a DataError when the disk is full or fails. */
export interface WrittenFile {
  /**
   * Writes all bytes. A disk that fills up takes the first of them without an error, so that one call may not be enough.
   * @param position where in the file; after what was written last where left out
   */
  write(bytes: Uint8Array, position?: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file to be written anew.
 * @throws DataError when that cannot be done
 */
export async function openForWriting(path: string): Promise<WrittenFile> {
  const fail = (cause: unknown): never => {
    throw cannotWrite(path, cause);
  };
  const handle = await open(path, 'w').catch(fail);
  return {
    async write(bytes, position) {
      let at = 0;
      while (at < bytes.length) {
        const place = position === undefined ? null : position + at;
        at += (await handle.write(bytes, at, bytes.length - at, place).catch(fail)).bytesWritten;
      }
    },
    close: () => handle.close().catch(fail),
  };
}
