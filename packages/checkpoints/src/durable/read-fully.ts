import type { FileHandle } from 'node:fs/promises';
import { ModelError } from '@cloze/contracts';

/**
 * Fills `target` from a position of a file.
 * @throws ModelError for a file that has become shorter
 */
export async function readFully(
  handle: FileHandle,
  target: Uint8Array,
  position: number,
  { path, format }: { readonly path: string; readonly format: string },
): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await handle.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) {
      throw new ModelError({
        what: `A ${format} file became shorter while it was read`,
        where: path,
        received: `nothing at byte ${position + done}`,
        fix: 'make sure that nothing writes to it',
      });
    }
    done += bytesRead;
  }
}
