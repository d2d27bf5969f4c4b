import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CheckpointError } from '@cloze/contracts';
import { adviceFor, explain, ioErrorCode, writeAtomically } from '@cloze/checkpoints';
import type { ArtefactStore } from '@cloze/registry';

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
      try {
        await mkdir(dirname(target), { recursive: true });
        await writeAtomically(target, (file) => file.writeFile(content));
      } catch (error) {
        const reason = { received: explain(error), fix: adviceFor(ioErrorCode(error)) };
        throw new CheckpointError({ what: `Cannot write ${name}`, where: target, ...reason }, { cause: error });
      }
    },
    async readText(name) {
      try {
        return await readFile(path(name), 'utf8');
      } catch (error) {
        if (ioErrorCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}
