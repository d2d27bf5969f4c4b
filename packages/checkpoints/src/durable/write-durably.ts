import { dirname } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { nodeFileSystem, type FileSystem } from './file-system.js';

/** Makes what a folder lists (new names, renames) survive a power cut. */
export async function syncDirectory(path: string, files: FileSystem = nodeFileSystem): Promise<void> {
  const handle = await files.open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems and platforms cannot flush a folder; there is nothing better to do then.
    if (!(error instanceof Error && 'code' in error && ['EINVAL', 'EPERM', 'EISDIR'].includes(String(error.code))))
      throw error;
  } finally {
    await handle.close();
  }
}

/** Writes a new file and flushes it to the device; what is at `path` is overwritten. Not atomic on its own. */
export async function writeFlushed(
  path: string,
  write: (handle: FileHandle) => Promise<void>,
  files: FileSystem = nodeFileSystem,
): Promise<void> {
  const handle = await files.open(path, 'w');
  try {
    await write(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file under a temporary name, flushes it, and renames it: at any moment `path` holds the old or the new content in
 * full. The temporary file is removed when writing fails.
 */
export async function writeAtomically(
  path: string,
  write: (handle: FileHandle) => Promise<void>,
  files: FileSystem = nodeFileSystem,
): Promise<void> {
  const temporary = `${path}.tmp-${process.pid}`;
  try {
    await writeFlushed(temporary, write, files);
    await files.rename(temporary, path);
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(path), files);
}
