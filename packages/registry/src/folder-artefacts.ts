import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CheckpointError } from '@cloze/contracts';
import type { ArtefactStore } from './artefact-store.js';

/**
 * Artefacts in a folder, which is made when the first one is written.
 * @throws CheckpointError (from `write`) naming the file and the system's reason; what was there before stays
 */
export function folderArtefacts(directory: string): ArtefactStore {
  const root = resolve(directory);
  const path = (name: string) => join(root, name);
  return {
    directory: root,
    path,
    async write(name, content) {
      const target = path(name);
      const temporary = `${target}.tmp`;
      try {
        await mkdir(dirname(target), { recursive: true });
        const file = await open(temporary, 'w');
        try {
          await file.writeFile(content);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, target);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => {});
        throw new CheckpointError(
          {
            what: `Cannot write ${name}`,
            where: target,
            received: error instanceof Error ? error.message : String(error),
            fix: 'free some space or choose a folder that you may write to',
          },
          { cause: error },
        );
      }
    },
    async readText(name) {
      try {
        return await readFile(path(name), 'utf8');
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}
