import { nameArchitecture } from './architecture.js';
import { compareWithConfig, type ConfigComparison, type FolderContent } from './compare-with-config.js';

/** Keys of the output layers of objectives; those of heads are the rest. */
const OBJECTIVES = /^(?:cls|discriminator_predictions|generator_predictions|generator_lm_head)\./;

/** What is written in place of a folder's own description, and the tensors that it accounts for. */
export type ReducedFolder = Pick<FolderContent, 'config' | 'manifest'> & Pick<ConfigComparison, 'kept'>;

/**
 * A folder without the heads that it names and lacks weights of, so that it loads: its class is that of the heads that are there, else the bare
 * model, and its `cloze.json` names no part of that kind.
 * @param missing names of the weights that are not there
 */
export function withoutHeads(folder: FolderContent, missing: readonly string[]): ReducedFolder {
  const { architectures: _, ...unnamed } = folder.config;
  const manifest = folder.manifest && {
    ...folder.manifest,
    ...(missing.some((name) => OBJECTIVES.test(name)) && { objectives: [] }),
    ...(missing.some((name) => !OBJECTIVES.test(name)) && { heads: [], features: undefined }),
  };
  const reduced = (architecture: object) => {
    const config = { ...architecture, ...unnamed };
    return { config, manifest, ...compareWithConfig({ ...folder, config, manifest }) };
  };
  const named = reduced(nameArchitecture(unnamed, [...folder.weights.tensors.keys()]));
  // A head of which a part is missing is none.
  if (named.missing.length === 0) return named;
  return reduced({ architectures: [unnamed['model_type'] === 'electra' ? 'ElectraModel' : 'BertModel'] });
}
