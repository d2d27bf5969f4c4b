import { ModelError } from '@cloze/contracts';
import { listFaults } from './list-faults.js';
import type { ModelFolder } from './read-model-folder.js';
import { tensorLayout } from './tensor-layout.js';

/** Kinds of models whose tensors follow from their config. */
const KNOWN = ['bert', 'electra'];

/**
 * Checks that the sizes in a folder's `config.json` are those of its weights, before anything is built from them: a config from anywhere must not make a
 * large model of a small file. Kinds of models that transformers does not have are left to the loading of their weights.
 * @throws ModelError listing tensors of the encoder that are missing or of another shape
 */
export function checkEncoder({
  config,
  directory,
  weights,
}: Pick<ModelFolder, 'config' | 'directory' | 'weights'>): void {
  if (!KNOWN.includes(String(config['model_type']))) return;
  const { required } = tensorLayout(config, `${directory}/config.json`);
  const encoder = [...required].filter(([name]) => name.startsWith('bert.') && !name.startsWith('bert.pooler.'));
  const faults = listFaults({
    missing: encoder.flatMap(([name]) => (weights.tensors.has(name) ? [] : name)),
    extra: [],
    misshapen: encoder.flatMap(([name, shape]) => {
      const stored = weights.tensors.get(name)?.stored.shape ?? shape;
      if (stored.join() === shape.join()) return [];
      return `${name} is [${stored.join(', ')}] there, [${shape.join(', ')}] by the config`;
    }),
  });
  if (faults === undefined) return;
  throw new ModelError({
    what: 'The weights of a model folder do not fit its config',
    where: directory,
    received: faults,
    allowed: 'the tensors of the encoder that config.json describes',
    fix: 'get the whole model again',
  });
}
