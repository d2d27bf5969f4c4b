import { BUFFERS, TIED_COPIES } from './canonical-key.js';
import type { ModelTensor } from './model-weights.js';
import { partTensors } from './part-tensors.js';
import type { ModelFolder } from './read-model-folder.js';
import { tensorLayout } from './tensor-layout.js';

/** What is open of a model folder, without its closing. */
export type FolderContent = Pick<ModelFolder, 'config' | 'directory' | 'manifest' | 'weights'>;

/** How the weights of a folder are those that its `config.json` speaks of; all by name. */
export interface ConfigComparison {
  /** Tensors of the encoder and of the head of the class that the config names. */
  readonly missing: readonly string[];
  /** Tensors that neither the config nor, where there is one, the manifest accounts for. */
  readonly extra: readonly string[];
  /** Extra as well, unless a plugin of the manifest chose such names: only a model that is built tells. */
  readonly unclaimed: readonly string[];
  /** With both shapes. */
  readonly misshapen: readonly string[];
  /** Second copies of tied parameters, and counters. */
  readonly passedOver: readonly string[];
  /** The rest; a copy stands for a tied parameter that was not saved itself. */
  readonly kept: ReadonlyMap<string, ModelTensor>;
  /** All of the folder's that the config speaks of. */
  readonly named: ReadonlySet<string>;
}

/** The pooler's two tensors, which are there both or not at all. */
const POOLER = ['bert.pooler.dense.weight', 'bert.pooler.dense.bias'];

/**
 * Compares the weights of a folder with its config.
 * @throws ModelError for kinds of models whose tensors are not known, and for sizes that are none
 */
export function compareWithConfig({ config, directory, manifest, weights }: FolderContent): ConfigComparison {
  const where = `${directory}/config.json`;
  const { required, optional } = tensorLayout(config, where);
  // Beside the encoder, a model of cloze has parts that no class of transformers knows; its manifest names them.
  const headKeys = tensorLayout({ ...config, architectures: [] }, where).optional;
  const isOfPart = manifest ? partTensors(manifest, headKeys) : () => false;
  const hasParts = manifest !== undefined && manifest.objectives.length + manifest.heads.length > 0;
  const [extra, unclaimed, misshapen, passedOver]: string[][] = [[], [], [], []];
  const kept = new Map<string, ModelTensor>();
  const named = new Set<string>();
  for (const [key, tensor] of weights.tensors) {
    const original = TIED_COPIES.get(key);
    const name = original !== undefined && !weights.tensors.has(original) ? original : key;
    const shape = required.get(name) ?? optional.get(name);
    if (shape || original !== undefined) named.add(key);
    if (BUFFERS.includes(name) || TIED_COPIES.has(name)) passedOver.push(name);
    else if (!shape && !isOfPart(name)) (hasParts && !name.startsWith('bert.') ? unclaimed : extra).push(name);
    else {
      kept.set(name, tensor);
      const stored = tensor.stored.shape;
      if (shape && shape.join() !== stored.join())
        misshapen.push(`${name} is [${stored.join(', ')}] there, [${shape.join(', ')}] by the config`);
    }
  }
  const needed = POOLER.some((name) => weights.tensors.has(name)) ? [...required.keys(), ...POOLER] : required.keys();
  const missing = [...new Set(needed)].filter((name) => !kept.has(name));
  return { missing, extra, unclaimed, misshapen, passedOver, kept, named };
}
