import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CheckpointStore,
  loadParameters,
  readModelFolder,
  type Checkpoint,
  type ModelFolder,
} from '@cloze/checkpoints';
import { ModelError, type Logger } from '@cloze/contracts';
import type { Parameter } from '@cloze/contracts/tensor';
import type { PluginTable } from '@cloze/registry';
import type { JsonObject } from '../config/json-value.js';
import { loadRunFile } from '../config/load-run-file.js';
import { parsePhases } from '../config/parse-phases.js';
import { RUN_FILE } from '../run/open-run-folder.js';
import { chooseParts, type ModelPartsChoice } from './choose-parts.js';

/** Where a model's parts, tokenizer and weights come from. */
export interface ModelSource {
  readonly parts: ModelPartsChoice;
  /** Entries of the word embeddings, where they are not as many as the tokenizer has. */
  readonly vocabularySize?: number;
  /** Folder of the tokenizer. */
  readonly tokenizer: string;
  load(parameters: readonly Parameter[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * A model folder, or the folder of a run that is not done, whose newest checkpoint is taken.
 * @throws ModelError where it is neither
 */
export async function openModelSource(directory: string, table: PluginTable, logger: Logger): Promise<ModelSource> {
  if (!(await exists(join(directory, 'config.json'))) && (await exists(join(directory, RUN_FILE)))) {
    return fromRun(directory, table, logger);
  }
  return fromModelFolder(await readModelFolder(directory), table);
}

function fromModelFolder(folder: ModelFolder, table: PluginTable): ModelSource {
  const parts = chooseParts(folder, table);
  return {
    parts,
    vocabularySize: folder.weights.tensors.get('bert.embeddings.word_embeddings.weight')?.stored.shape[0],
    tokenizer: folder.directory,
    async load(parameters) {
      // Poolers and heads that are not used may be left out of the model, or be there besides.
      await loadParameters(parameters, folder, { allowExtra: true, allowMissing: isPooler });
    },
    close: () => folder.close(),
  };
}

function isPooler(name: string): boolean {
  return name.startsWith('bert.pooler.');
}

async function fromRun(directory: string, table: PluginTable, logger: Logger): Promise<ModelSource> {
  const run = await loadRunFile(join(directory, RUN_FILE));
  const { phases } = parsePhases(withoutModules(run.config), table);
  const found = await newestCheckpoint(directory, logger);
  if (found === undefined) {
    throw new ModelError({
      what: 'The run has no checkpoint yet',
      where: directory,
      received: 'a run without a model folder or a checkpoint',
      fix: 'wait for the first checkpoint, or go on with the run (`cloze pretrain … --resume`)',
    });
  }
  const { checkpoint, phase } = found;
  const parsed = phases[phase] ?? phases[0];
  logger.info(
    `the run in ${directory} is not done: this is its model after step ${checkpoint.step}${phases.length > 1 ? ` of phase ${phase + 1}` : ''}`,
  );
  const { path } = parsed.config.tokenizer;
  return {
    parts: { encoder: parsed.encoder, objectives: parsed.objectives },
    tokenizer: path === undefined ? join(directory, 'tokenizer') : join(run.directory, path),
    load: (parameters) => checkpoint.loadParameters(parameters),
    close: async () => {},
  };
}

/** A folder never makes code load: modules are loaded when `--plugin` names them. */
function withoutModules(config: JsonObject): JsonObject {
  return { ...config, plugins: [] };
}

async function newestCheckpoint(
  directory: string,
  logger: Logger,
): Promise<{ readonly checkpoint: Checkpoint; readonly phase: number } | undefined> {
  const later = (await readdir(join(directory, 'phases')).catch(() => []))
    .map(Number)
    .filter((phase) => Number.isInteger(phase))
    .sort((a, b) => b - a)
    .map((phase) => ({ folder: join(directory, 'phases', String(phase)), phase: phase - 1 }));
  for (const { folder, phase } of [...later, { folder: directory, phase: 0 }]) {
    const store = new CheckpointStore(join(folder, 'checkpoints'), { keepLast: 1, logger });
    const checkpoint = await store.latest();
    if (checkpoint) return { checkpoint, phase };
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
