import { dirname, join } from 'node:path';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { ioErrorCode } from './io-error.js';
import { syncDirectory } from './write-durably.js';

/** Where the content of a folder that is being replaced waits until the new one has its name. */
export const previousOf = (target: string): string => `${target}.previous`;

/**
 * Fills a folder under a temporary name, flushes every file of it, and renames it to `target`. A reader never sees a part of it.
 * An existing `target` is moved to `<target>.previous` for the moment between two renames, and removed after; killed right
 * there, {@link recoverFolder} brings it back. The temporary folder is removed when filling fails.
 */
export async function publishFolder(
  target: string,
  fill: (directory: string) => Promise<void>,
  files: FileSystem = nodeFileSystem,
): Promise<void> {
  const temporary = `${target}.tmp-${process.pid}`;
  await files.mkdir(dirname(target), { recursive: true });
  await recoverFolder(target, files);
  try {
    await files.rm(temporary, { recursive: true, force: true });
    await files.mkdir(temporary);
    await fill(temporary);
    await flushFolder(temporary, files);
    const replaces = await isThere(target, files);
    if (replaces) {
      await files.rm(previousOf(target), { recursive: true, force: true });
      await files.rename(target, previousOf(target));
    }
    await files.rename(temporary, target);
    await syncDirectory(dirname(target), files);
    if (replaces) await files.rm(previousOf(target), { recursive: true, force: true });
  } catch (error) {
    await files.rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    await recoverFolder(target, files).catch(() => undefined);
    throw error;
  }
}

/** Brings back what a killed {@link publishFolder} had moved aside, where nothing took its place. */
export async function recoverFolder(target: string, files: FileSystem = nodeFileSystem): Promise<void> {
  if (!(await isThere(target, files)) && (await isThere(previousOf(target), files)))
    await files.rename(previousOf(target), target);
}

/** Whether there is anything at a path. */
export async function isThere(path: string, files: FileSystem = nodeFileSystem): Promise<boolean> {
  try {
    await files.stat(path);
    return true;
  } catch (error) {
    if (ioErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Flushes the files of a folder (those of other writers, such as a tokenizer, may not be yet) and the folder itself. */
async function flushFolder(directory: string, files: FileSystem): Promise<void> {
  for (const name of await files.readdir(directory)) {
    const path = join(directory, name);
    if ((await files.stat(path)).isDirectory()) {
      await flushFolder(path, files);
      continue;
    }
    const handle = await files.open(path, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
  await syncDirectory(directory, files);
}
