import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ModelError } from '@cloze/contracts';
import { describeReadError } from './io-error.js';

/** Opening a pipe must not wait for somebody to write to it. Windows has no such flag, and no pipes among files. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file that is open, and its size. */
export interface OpenFile {
  readonly handle: FileHandle;
  /** Bytes. */
  readonly size: number;
}

/**
 * Opens a file that may come from anywhere for reading: a pipe would have nothing to read for ever, a device without end.
 * @throws ModelError for what is absent, cannot be read, or is no regular file
 */
export async function openRegular(path: string): Promise<OpenFile> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, READ);
    const stat = await handle.stat();
    if (stat.isFile()) return { handle, size: stat.size };
    throw new ModelError({
      what: 'A file of a model is none that can be read from its start to its end',
      where: path,
      received: stat.isDirectory() ? 'a folder' : 'a pipe, a socket or a device',
      allowed: 'a regular file',
    });
  } catch (error) {
    await handle?.close();
    throw error instanceof ModelError ? error : new ModelError(describeReadError(error, path), { cause: error });
  }
}
