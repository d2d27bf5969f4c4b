import { ModelError, type Tokenizer } from '@cloze/contracts';
import { isFloatDtype } from '../safetensors/stored-dtype.js';
import type { StoredTensor } from '../tensors/tensor-file.js';
import type { TensorToStore } from '../safetensors/write-safetensors.js';
import { nameArchitecture } from './architecture.js';
import { BUFFERS, TIED_COPIES } from './canonical-key.js';
import { checkTied } from './check-tied.js';
import { listFaults } from './list-faults.js';
import type { ModelFolder } from './read-model-folder.js';
import { tensorLayout } from './tensor-layout.js';
import { writeTensorFolder } from './write-model-folder.js';

/** How to convert. */
export interface ConvertOptions {
  /** Loaded from the same folder; written with the model, so that both of the files that others read are there. */
  readonly tokenizer?: Pick<Tokenizer, 'save'>;
  /** Keep going without tensors that the model's class has: those of a head that is to be trained. The encoder's are never optional. */
  readonly allowMissing?: boolean;
}

/** What was written and what was not. */
export interface ConvertReport {
  /** Tensors written, by cloze's name. */
  readonly written: readonly string[];
  readonly missing: readonly string[];
  /** Second copies of tied parameters, and counters. */
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
  const { config, directory, manifest, weights } = folder;
  const { required, optional } = tensorLayout(config, `${directory}/config.json`);
  // Beside the encoder, a model of cloze has parts that no class of transformers knows; its manifest names them.
  const isOwn = (name: string) => manifest !== undefined && !name.startsWith('bert.');
  const passedOver: string[] = [];
  const extra: string[] = [];
  const misshapen: string[] = [];
  const kept: [string, StoredTensor][] = [];
  for (const [name, { stored }] of weights.tensors) {
    const shape = required.get(name) ?? optional.get(name);
    if (BUFFERS.includes(name)) passedOver.push(name);
    else if (name in TIED_COPIES) {
      await checkTied(name, folder);
      passedOver.push(name);
    } else if (!shape && !isOwn(name)) extra.push(name);
    else {
      if (shape && shape.join() !== stored.shape.join())
        misshapen.push(`${name} is [${stored.shape.join(', ')}] there, [${shape.join(', ')}] by the config`);
      kept.push([name, stored]);
    }
  }
  const missing = [...required.keys()].filter((name) => !weights.tensors.has(name));
  const faults = listFaults({
    missing: missing.filter((name) => !allowMissing || name.startsWith('bert.')),
    extra,
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
  const tensors = kept.map(([name, stored]) => asStored(name, stored, folder));
  const named = nameArchitecture(config, [...kept.map(([name]) => name), ...missing]);
  await writeTensorFolder(target, { config: named, tensors, manifest, tokenizer });
  return { written: kept.map(([name]) => name), missing, passedOver };
}

/** A tensor to be written with the bytes it has. */
function asStored(
  name: string,
  { dtype, shape, name: key }: StoredTensor,
  { weights, directory }: ModelFolder,
): TensorToStore {
  if (!isFloatDtype(dtype)) {
    throw new ModelError({
      what: 'A weight is stored in a type that is not one of a model',
      where: `${directory}, ${key}`,
      received: dtype,
      allowed: 'F32, F16, BF16',
    });
  }
  return { name, dtype, shape, bytes: () => weights.tensors.get(name)!.file.chunks(key) };
}
