import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CheckpointStore, openSafetensors, savedParameters, type Checkpoint } from '@cloze/checkpoints';
import { ModelError, type Logger } from '@cloze/contracts';
import type { PluginTable } from '@cloze/registry';
import type { JsonObject } from '../config/json-value.js';
import { loadRunFile, type RunFile } from '../config/load-run-file.js';
import { parsePhases } from '../config/parse-phases.js';
import { RUN_FILE } from '../run/open-run-folder.js';
import type { ModelSource } from './model-source.js';

/** The key of BERT's word embeddings. */
export const WORD_EMBEDDINGS = 'bert.embeddings.word_embeddings.weight';

/** Where a run keeps a checkpoint: in `checkpoints` of its folder, or of a phase's in it. */
const CHECKPOINT = /^(?<run>.+?)(?:[/\\]phases[/\\](?<phase>\d+))?[/\\]checkpoints[/\\]step-(?<step>\d+)[/\\]?$/;

interface FoundCheckpoint {
  readonly checkpoint: Checkpoint;
  /** From 0. */
  readonly phase: number;
}

/**
 * A checkpoint of a run, by its folder; undefined for a folder that is none.
 * @throws CheckpointError for one that is broken, ModelError for one of a fine-tuning run
 */
export async function openCheckpoint(
  directory: string,
  table: PluginTable,
  logger: Logger,
): Promise<ModelSource | undefined> {
  const { run, phase = '1', step } = CHECKPOINT.exec(directory)?.groups ?? {};
  if (step === undefined || !(await exists(join(run, RUN_FILE)))) return undefined;
  const file = await pretrainingRun(run);
  const store = new CheckpointStore(dirname(directory), { keepLast: 1, logger });
  return sourceOf(run, file, { checkpoint: await store.at(Number(step)), phase: Number(phase) - 1 }, table);
}

/**
 * The newest checkpoint of a run that is not done.
 * @throws ModelError for a run without one, and for a fine-tuning run
 */
export async function openUnfinishedRun(directory: string, table: PluginTable, logger: Logger): Promise<ModelSource> {
  const run = await pretrainingRun(directory);
  const found = await newestCheckpoint(directory, logger);
  if (found === undefined) {
    throw new ModelError({
      what: 'The run has no checkpoint yet',
      where: directory,
      received: 'a run without a model folder or a checkpoint',
      fix: 'wait for the first checkpoint, or go on with the run (`cloze pretrain … --resume`)',
    });
  }
  const where = found.inPhases ? ` of phase ${found.phase + 1}` : '';
  logger.info(`the run in ${directory} is not done: this is its model after step ${found.checkpoint.step}${where}`);
  return sourceOf(directory, run, found, table);
}

/**
 * The config of a pretraining run, whose checkpoints are models.
 * @throws ModelError for a fine-tuning run, which has a model when it is done: heads are known with the labels of its data
 */
async function pretrainingRun(directory: string): Promise<RunFile> {
  const path = join(directory, RUN_FILE);
  const run = await loadRunFile(path);
  if (run.config['heads'] === undefined) return run;
  const isDone = await exists(join(directory, 'config.json'));
  throw new ModelError({
    what: isDone ? 'A checkpoint of a fine-tuning run is no model' : 'The fine-tuning run is not finished',
    where: directory,
    received: isDone ? 'one of its checkpoints' : 'a run without a model folder',
    allowed: isDone ? 'the folder of the run, which has its model' : 'a run that is done',
    fix: isDone ? `name ${directory}` : `go on with it: \`cloze finetune ${path} --out ${directory} --resume\``,
  });
}

async function sourceOf(
  directory: string,
  run: RunFile,
  { checkpoint, phase }: FoundCheckpoint,
  table: PluginTable,
): Promise<ModelSource> {
  const { phases } = parsePhases(withoutModules(run.config), table);
  const parsed = phases[phase] ?? phases[0];
  // A tokenizer that the run made is kept with it.
  const own = join(directory, 'tokenizer');
  const { path } = parsed.config.tokenizer;
  const file = await openSafetensors(join(checkpoint.directory, 'model.safetensors'));
  const tensors = new Map([...file.tensors].map(([name, stored]) => [name, { stored, file }]));
  const weights = { directory: checkpoint.directory, weights: { tensors, close: () => file.close() } };
  return {
    parts: { encoder: parsed.encoder, objectives: parsed.objectives, heads: [] },
    vocabularySize: file.tensors.get(WORD_EMBEDDINGS)?.shape[0],
    tokenizer: path === undefined || (await exists(own)) ? own : join(run.directory, path),
    load: (parameters) => checkpoint.loadParameters(parameters),
    saved: savedParameters(weights),
    weights,
    close: () => file.close(),
  };
}

/** A folder never makes code load: modules are loaded when `--plugin` names them. */
function withoutModules(config: JsonObject): JsonObject {
  return { ...config, plugins: [] };
}

async function newestCheckpoint(
  directory: string,
  logger: Logger,
): Promise<(FoundCheckpoint & { readonly inPhases: boolean }) | undefined> {
  const later = (await readdir(join(directory, 'phases')).catch(() => []))
    .map(Number)
    .filter((phase) => Number.isInteger(phase))
    .sort((a, b) => b - a)
    .map((phase) => ({ folder: join(directory, 'phases', String(phase)), phase: phase - 1 }));
  for (const { folder, phase } of [...later, { folder: directory, phase: 0 }]) {
    const store = new CheckpointStore(join(folder, 'checkpoints'), { keepLast: 1, logger });
    const checkpoint = await store.latest();
    if (checkpoint) return { checkpoint, phase, inPhases: later.length > 0 };
  }
  return undefined;
}

/** Whether something of this name is there. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
