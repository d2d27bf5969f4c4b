import { loadParameters, readModelFolder } from '@cloze/checkpoints';
import type { RunModel } from '../compose/run-model.js';

/** Starts a model from a model folder: what that does not have, a new objective's, stays as it is, and what it has more is left. */
export async function takeWeights({ parameters }: RunModel, directory: string): Promise<void> {
  const folder = await readModelFolder(directory);
  try {
    await loadParameters(parameters, folder, { allowMissing: true, allowExtra: true });
  } finally {
    await folder.close();
  }
}
