import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtefactStore } from '@cloze/registry';
import { folderArtefacts } from './folder-artefacts.js';

/** Works with a folder that is removed afterwards: for what looks at a run without starting it. */
export async function withScratchFolder<Result>(work: (artefacts: ArtefactStore) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'cloze-'));
  try {
    return await work(folderArtefacts(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
