import { join } from 'node:path';
import {
  checkModelFolder,
  loadParameters,
  readModelFolder,
  savedParameters,
  type ModelFolder,
} from '@cloze/checkpoints';
import type { Logger } from '@cloze/contracts';
import type { Parameter, SavedParameters } from '@cloze/contracts/tensor';
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
  /** What it has values for, to build the model by. */
  readonly saved: SavedParameters;
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
  return fromModelFolder(await readModelFolder(directory), { table, logger, wanted });
}

interface Opening {
  readonly table: PluginTable;
  readonly logger: Logger;
  readonly wanted: WantedParts;
}

async function fromModelFolder(folder: ModelFolder, { table, logger, wanted }: Opening): Promise<ModelSource> {
  let parts: ModelPartsChoice;
  let named: ReadonlySet<string>;
  try {
    named = checkModelFolder(folder);
    parts = chooseParts(folder, table, wanted);
  } catch (error) {
    await folder.close();
    throw error;
  }
  const { directory, manifest, weights } = folder;
  const hasParts = manifest !== undefined && manifest.objectives.length + manifest.heads.length > 0;
  // Heads of the config that no part reads, and all parts of cloze where the encoder alone is wanted.
  const mayBeLeft = (name: string) => named.has(name) || (wanted === 'encoder' && hasParts);
  return {
    parts,
    vocabularySize: weights.tensors.get(WORD_EMBEDDINGS)?.stored.shape[0],
    tokenizer: directory,
    ...(manifest?.input && { input: manifest.input }),
    ...(manifest?.features && { features: manifest.features }),
    saved: savedParameters(folder),
    async load(parameters) {
      // A pooler that a run adds to an encoder without one starts anew.
      const allowMissing = (name: string) => wanted === 'encoder' && name.startsWith('bert.pooler.');
      const { extra } = await loadParameters(parameters, folder, { allowExtra: mayBeLeft, allowMissing });
      // Whoever asks for the encoder alone expects its heads to be left.
      if (extra.length > 0 && wanted !== 'encoder')
        logger.info(`weights of ${directory} that are not used: ${shortened(extra)}`);
      const lost = wanted === 'encoder' ? ofEncoder(extra, parameters) : [];
      if (lost.length > 0)
        logger.warn(`The encoder of ${directory} is used in part; weights that are left: ${shortened(lost)}`);
    },
    weights: folder,
    close: () => folder.close(),
  };
}

function shortened(names: readonly string[]): string {
  return names.slice(0, 5).join(', ') + (names.length > 5 ? `, … (${names.length})` : '');
}

/** Names beside those of an encoder's parameters, a pooler's aside. */
function ofEncoder(names: readonly string[], parameters: readonly Parameter[]): string[] {
  const rootOf = (name: string) => name.slice(0, name.indexOf('.'));
  const roots = new Set(parameters.map(({ name }) => rootOf(name)));
  return names.filter((name) => roots.has(rootOf(name)) && !name.includes('.pooler.'));
}
