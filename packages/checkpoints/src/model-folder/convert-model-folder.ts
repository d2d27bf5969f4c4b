import { ModelError, type Tokenizer } from '@cloze/contracts';
import { isFloatDtype } from '../safetensors/stored-dtype.js';
import type { TensorToStore } from '../safetensors/write-safetensors.js';
import { nameArchitecture } from './architecture.js';
import { checkTied } from './check-tied.js';
import { compareWithConfig } from './compare-with-config.js';
import { listFaults } from './list-faults.js';
import type { ModelTensor } from './model-weights.js';
import type { ModelFolder } from './read-model-folder.js';
import { withoutHeads } from './without-heads.js';
import { writeTensorFolder } from './write-model-folder.js';

/** How to convert. */
export interface ConvertOptions {
  /** Loaded from the same folder; written with the model, so that both of the files that others read are there. */
  readonly tokenizer?: Pick<Tokenizer, 'save'>;
  /**
   * Keep going without tensors that the model's class has: those of a head that is to be trained. What is written then names no such head. The
   * encoder's are never optional.
   */
  readonly allowMissing?: boolean;
}

/** What was written and what was not. */
export interface ConvertReport {
  /** Tensors written, by cloze's name. */
  readonly written: readonly string[];
  readonly missing: readonly string[];
  /** Second copies of tied parameters, counters, and what is left of a part that `cloze.json` named and that has weights missing. */
  readonly passedOver: readonly string[];
}

/**
 * Writes an open model folder, whatever its format, as the folder that transformers and cloze load. Every tensor keeps its stored bytes; copies of
 * tied parameters and counters are left out. Memory for a few megabytes is enough for any model.
 * @throws ModelError listing tensors that are missing, left over or of another shape than the config says, with nothing written
 */
export async function convertModelFolder(
  folder: ModelFolder,
  target: string,
  { tokenizer, allowMissing = false }: ConvertOptions = {},
): Promise<ConvertReport> {
  const { directory } = folder;
  const { missing, extra, unclaimed, misshapen, passedOver, ...comparison } = compareWithConfig(folder);
  for (const name of passedOver) await checkTied(name, folder);
  const faults = listFaults({
    missing: missing.filter((name) => !allowMissing || name.startsWith('bert.')),
    extra: [...extra, ...unclaimed],
    misshapen,
  });
  if (faults) {
    throw new ModelError({
      what: 'The weights of a model folder do not fit its config',
      where: directory,
      received: faults,
      allowed: 'the tensors that config.json speaks of, and those of the parts that cloze.json names',
      ...(missing.length > 0 && {
        fix: 'get the whole model, or give --allow-missing for a head that is to be trained',
      }),
    });
  }
  const described = missing.length === 0 ? { ...folder, kept: comparison.kept } : withoutHeads(folder, missing);
  const { config, manifest, kept } = described;
  const tensors = Array.from(kept, ([name, tensor]) => asStored(name, tensor, directory));
  const written = [...kept.keys()];
  await writeTensorFolder(target, { config: nameArchitecture(config, written), tensors, manifest, tokenizer });
  const left = [...comparison.kept.keys()].filter((name) => !kept.has(name));
  return { written, missing, passedOver: [...passedOver, ...left] };
}

/** A tensor to be written with the bytes it has. */
function asStored(name: string, { stored, file }: ModelTensor, directory: string): TensorToStore {
  const { dtype, shape, name: key } = stored;
  if (!isFloatDtype(dtype)) {
    throw new ModelError({
      what: 'A weight is stored in a type that is not one of a model',
      where: `${directory}, ${key}`,
      received: dtype,
      allowed: 'F32, F16, BF16',
    });
  }
  return { name, dtype, shape, bytes: () => file.chunks(key) };
}
