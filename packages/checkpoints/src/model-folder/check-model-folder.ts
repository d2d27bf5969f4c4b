import { ModelError } from '@cloze/contracts';
import { compareWithConfig, type FolderContent } from './compare-with-config.js';
import { listFaults } from './list-faults.js';

/** Kinds of models whose tensors follow from their config. */
const KNOWN = ['bert', 'electra'];

/**
 * Checks that the weights of a folder are those that its `config.json` speaks of, before anything is built from it: a config from anywhere must
 * not make a large model of a small file. Kinds of models that transformers does not have are left to the loading of their weights.
 * @returns names of the tensors that the config speaks of, those of a head that cloze may not have among them
 * @throws ModelError listing tensors that are missing, left over or of another shape
 */
export function checkModelFolder(folder: FolderContent): ReadonlySet<string> {
  if (!KNOWN.includes(String(folder.config['model_type']))) return new Set();
  const { missing, extra, misshapen, named } = compareWithConfig(folder);
  const faults = listFaults({ missing, extra, misshapen });
  if (faults === undefined) return named;
  const lacksHead = extra.length + misshapen.length === 0 && missing.every((name) => !name.startsWith('bert.'));
  throw new ModelError({
    what: 'The weights of a model folder do not fit its config',
    where: folder.directory,
    received: faults,
    allowed: 'the tensors that config.json speaks of, and those of the parts that cloze.json names',
    fix: lacksHead
      ? `get the whole model again, or leave the head out: \`cloze convert --allow-missing ${folder.directory} OUT\``
      : 'get the whole model again',
  });
}
