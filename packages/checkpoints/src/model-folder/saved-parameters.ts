import { ModelError } from '@cloze/contracts';
import type { SavedParameters } from '@cloze/contracts/tensor';
import { findTensor } from './find-tensor.js';
import type { ModelFolder } from './read-model-folder.js';

/**
 * What a folder has values for, to build a model by before they are read. A parameter that the folder does not bear out is left for
 * `loadParameters` to list with the others, but only as long as all of them together are no larger than the folder's weights: sizes from
 * anywhere must not make a large model of a small file.
 */
export function savedParameters({ directory, weights }: Pick<ModelFolder, 'directory' | 'weights'>): SavedParameters {
  let spare = 0;
  for (const { stored } of weights.tensors.values()) spare += stored.count;
  return {
    has(name, shape) {
      const stored = findTensor(weights.tensors, name)?.stored.shape;
      if (stored?.join() === shape.join()) return true;
      spare -= shape.reduce((product, size) => product * size, 1);
      if (spare >= 0) return false;
      const wanted = `[${shape.join(', ')}]`;
      throw new ModelError({
        what: 'The weights of a model folder do not fit the model',
        where: directory,
        received: stored
          ? `${name} is [${stored.join(', ')}] there, ${wanted} in the model`
          : `no ${name}, which is ${wanted} in the model`,
        allowed: 'a weight for each parameter, of its shape',
        fix: 'get the whole model again',
      });
    },
  };
}
