import { join } from 'node:path';
import { checkEncoder, loadParameters, readModelFolder, type ModelFolder } from '@cloze/checkpoints';
import type { Logger } from '@cloze/contracts';
import type { Parameter } from '@cloze/contracts/tensor';
import type { FeatureLayers } from '@cloze/encoder-core';
import type { PluginTable } from '@cloze/registry';
import { RUN_FILE } from '../run/open-run-folder.js';
import { exists, openCheckpoint, openUnfinishedRun, WORD_EMBEDDINGS } from './checkpoint-source.js';
import { chooseParts, type ModelPartsChoice } from './choose-parts.js';

/** Where a model's parts, tokenizer and weights come from. */
export interface ModelSource {
  readonly parts: ModelPartsChoice;
  /** Entries of the word embeddings, where they are not as many as the tokenizer has. */
  readonly vocabularySize?: number;
  /** Folder of the tokenizer. */
  readonly tokenizer: string;
  /** What of its layers the heads read; the last where left out. */
  readonly features?: { readonly layers: FeatureLayers };
  /** How records became input when its heads learned. */
  readonly input?: { readonly maxLength: number; readonly stride: number };
  load(parameters: readonly Parameter[]): Promise<void>;
  /** Its weights by name, for what takes some of them; open until `close`. */
  readonly weights: Pick<ModelFolder, 'directory' | 'weights'>;
  close(): Promise<void>;
}

/** Whether what stands on the encoder is wanted too. */
export type WantedParts = 'all' | 'encoder';

/**
 * A model folder, the folder of a run that is not done, whose newest checkpoint is taken, or a checkpoint of a run.
 * @throws ModelError where it is none of them, CheckpointError for a checkpoint that is broken
 */
export async function openModelSource(
  directory: string,
  table: PluginTable,
  logger: Logger,
  wanted: WantedParts = 'all',
): Promise<ModelSource> {
  const checkpoint = await openCheckpoint(directory, table, logger);
  if (checkpoint) return checkpoint;
  if (!(await exists(join(directory, 'config.json'))) && (await exists(join(directory, RUN_FILE)))) {
    return openUnfinishedRun(directory, table, logger);
  }
  return fromModelFolder(await readModelFolder(directory), table, wanted);
}

async function fromModelFolder(folder: ModelFolder, table: PluginTable, wanted: WantedParts): Promise<ModelSource> {
  let parts: ModelPartsChoice;
  try {
    checkEncoder(folder);
    parts = chooseParts(folder, table, wanted);
  } catch (error) {
    await folder.close();
    throw error;
  }
  return {
    parts,
    vocabularySize: folder.weights.tensors.get(WORD_EMBEDDINGS)?.stored.shape[0],
    tokenizer: folder.directory,
    ...(folder.manifest?.input && { input: folder.manifest.input }),
    ...(folder.manifest?.features && { features: folder.manifest.features }),
    async load(parameters) {
      // Poolers and heads that are not used may be left out of the model, or be there besides.
      await loadParameters(parameters, folder, { allowExtra: true, allowMissing: isPooler });
    },
    weights: folder,
    close: () => folder.close(),
  };
}

function isPooler(name: string): boolean {
  return name.startsWith('bert.pooler.');
}
