import { join } from 'node:path';
import { ClozeError, ModelError, type Tokenizer } from '@cloze/contracts';
import type { Parameter } from '@cloze/contracts/tensor';
import { nodeFileSystem, type FileSystem } from '../durable/file-system.js';
import { adviceFor, explain, ioErrorCode } from '../durable/io-error.js';
import { isThere, publishFolder } from '../durable/publish-folder.js';
import { writeAtomically } from '../durable/write-durably.js';
import type { FloatDtype } from '../safetensors/stored-dtype.js';
import { writeSafetensors, type TensorToStore } from '../safetensors/write-safetensors.js';
import { storedParameters } from '../tensors/stored-parameters.js';
import { nameArchitecture } from './architecture.js';
import { transformersKey } from './canonical-key.js';
import { MANIFEST_FILE, type ModelManifest } from './model-manifest.js';
import { WEIGHTS_FILE } from './model-weights.js';
import { CONFIG_FILE } from './read-model-folder.js';

/** What a model folder is written from. */
export interface ModelContent {
  /** The encoder's `modelConfig()`; `architectures` is added for BERTs that do not name theirs. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly parameters: Iterable<Parameter>;
  readonly manifest?: ModelManifest;
  readonly tokenizer?: Pick<Tokenizer, 'save'>;
  /** The type a parameter is stored in; F32 where left out. A folder that was read keeps its types with this. */
  readonly dtypeOf?: (name: string) => FloatDtype;
}

/** What a model folder is written from where no model is built. */
export interface TensorContent {
  readonly config: Readonly<Record<string, unknown>>;
  /** By cloze's names. */
  readonly tensors: readonly TensorToStore[];
  readonly manifest?: ModelManifest;
  readonly tokenizer?: Pick<Tokenizer, 'save'>;
}

/** Files that make up a model folder; one with others in it is not replaced. */
const OURS =
  /^(?:config\.json|cloze\.json|model(?:-\d+-of-\d+)?\.safetensors|model\.safetensors\.index\.json|vocab\.txt|merges\.txt|tokenizer\.json|tokenizer_config\.json|special_tokens_map\.json|added_tokens\.json)$/;

/**
 * Writes a model folder: it appears whole or not at all, flushed to the device. An existing model folder is replaced.
 * @throws ModelError when the folder holds anything that is not a model's, or cannot be written
 */
export async function writeModelFolder(
  directory: string,
  content: ModelContent,
  files: FileSystem = nodeFileSystem,
): Promise<void> {
  await guarded(directory, async () => {
    await refuseOthers(directory, files);
    await publishFolder(directory, (folder) => writeFiles(folder, content, files), files);
  });
}

/**
 * Writes a model folder as {@link writeModelFolder} does, from tensors.
 * @throws ModelError when the folder holds anything that is not a model's, or cannot be written
 */
export async function writeTensorFolder(
  directory: string,
  content: TensorContent,
  files: FileSystem = nodeFileSystem,
): Promise<void> {
  await guarded(directory, async () => {
    await refuseOthers(directory, files);
    await publishFolder(directory, (folder) => writeTensors(folder, content, files), files);
  });
}

/**
 * Writes a model's files into a folder that holds other things too, such as a run's. Each file appears whole; `config.json`, without which
 * a folder is no model, goes first when it is there and comes last.
 * @throws ModelError when the folder cannot be written to
 */
export async function writeModelFiles(
  directory: string,
  content: ModelContent,
  files: FileSystem = nodeFileSystem,
): Promise<void> {
  await guarded(directory, async () => {
    await files.mkdir(directory, { recursive: true });
    await files.rm(join(directory, CONFIG_FILE), { force: true });
    await writeFiles(directory, content, files);
  });
}

async function writeFiles(directory: string, content: ModelContent, files: FileSystem): Promise<void> {
  const { config, parameters, dtypeOf, ...rest } = content;
  const tensors = storedParameters(parameters, dtypeOf);
  const names = tensors.map(({ name }) => name);
  await writeTensors(directory, { ...rest, tensors, config: nameArchitecture(config, names) }, files);
}

async function writeTensors(
  directory: string,
  { config, tensors, manifest, tokenizer }: TensorContent,
  files: FileSystem,
): Promise<void> {
  const named = tensors.map((tensor) => ({ ...tensor, name: transformersKey(tensor.name, config) }));
  // transformers refuses files whose metadata do not name a framework.
  await writeSafetensors(join(directory, WEIGHTS_FILE), named, { metadata: { format: 'pt' }, files });
  await tokenizer?.save(directory);
  if (manifest) await writeJson(join(directory, MANIFEST_FILE), manifest, files);
  await writeJson(join(directory, CONFIG_FILE), config, files);
}

function writeJson(path: string, content: unknown, files: FileSystem): Promise<void> {
  return writeAtomically(path, (handle) => handle.writeFile(`${JSON.stringify(content, undefined, 2)}\n`), files);
}

async function refuseOthers(directory: string, files: FileSystem): Promise<void> {
  if (!(await isThere(directory, files))) return;
  const others = (await files.readdir(directory)).filter((name) => !OURS.test(name));
  if (others.length === 0) return;
  throw new ModelError({
    what: 'A folder that holds more than a model is not replaced by one',
    where: directory,
    received: others.slice(0, 5).join(', ') + (others.length > 5 ? ` and ${others.length - 5} more` : ''),
    allowed: 'a new folder, an empty one, or that of a model',
    fix: 'choose another folder',
  });
}

async function guarded(directory: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (ClozeError.is(error) || ioErrorCode(error) === undefined) throw error;
    throw new ModelError(
      {
        what: 'A model folder could not be written',
        where: directory,
        received: explain(error),
        fix: adviceFor(ioErrorCode(error)),
      },
      { cause: error },
    );
  }
}
