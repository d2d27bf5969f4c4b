import { writeModelFiles, type ModelManifest } from '@cloze/checkpoints';
import { BACKEND, TOKENIZER, type ArtefactStore, type RunContainer } from '@cloze/registry';
import { version_core } from '@tensorflow/tfjs-core';
import type { RunModel } from '../compose/run-model.js';
import type { ParsedRun } from '../config/parse-run.js';
import { version } from '../version.js';

/** What {@link exportModel} writes. */
export interface ModelToExport {
  readonly run: RunContainer;
  readonly parsed: ParsedRun;
  readonly model: RunModel;
  readonly folder: ArtefactStore;
  /** Updates that its weights have seen. */
  readonly step: number;
  /** Of these weights. */
  readonly evaluation?: Readonly<Record<string, number>>;
}

/** Writes the model's files into the run folder, as others read them. */
export async function exportModel({ run, parsed, model, folder, step, evaluation }: ModelToExport): Promise<void> {
  const { config } = parsed;
  const manifest: ModelManifest = {
    formatVersion: 1,
    encoder: { use: config.encoder.use, options: without(config.encoder, ['use']) },
    objectives: config.objectives.map((objective) => ({
      id: objective.id ?? '',
      use: objective.use,
      options: without(objective, ['use', 'id', 'weight']),
    })),
    heads: [],
    provenance: {
      config,
      seed: config.seed,
      step,
      ...(evaluation && { evaluation: { ...evaluation } }),
      versions: { cloze: version(), node: process.versions.node, tfjs: version_core, backend: run.get(BACKEND).name },
    },
  };
  await writeModelFiles(folder.directory, {
    config: model.encoder.modelConfig(),
    parameters: model.parameters,
    manifest,
    tokenizer: run.get(TOKENIZER),
  });
}

/** Whether a folder has a whole model in it: its `config.json` comes last. */
export async function isExported(folder: ArtefactStore): Promise<boolean> {
  return (await folder.readText('config.json')) !== undefined;
}

function without(choice: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(choice).filter(([key]) => !keys.includes(key)));
}
