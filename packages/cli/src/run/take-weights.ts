import { join } from 'node:path';
import { openSafetensors } from '@cloze/checkpoints';
import { tensor } from '@tensorflow/tfjs-core';
import type { RunModel } from '../compose/run-model.js';

/** Starts a model from the weights of a model folder; what that folder does not have, or has in another shape, stays as it is. */
export async function takeWeights({ parameters }: RunModel, directory: string): Promise<void> {
  const file = await openSafetensors(join(directory, 'model.safetensors'));
  try {
    for (const { name, variable } of parameters) {
      const stored = file.tensors.get(name);
      if (stored === undefined || stored.shape.join() !== variable.shape.join()) continue;
      const values = tensor(await file.read(name), variable.shape, 'float32');
      variable.assign(values);
      values.dispose();
    }
  } finally {
    await file.close();
  }
}
