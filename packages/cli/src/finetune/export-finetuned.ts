import { writeModelFiles, type ModelManifest } from '@cloze/checkpoints';
import { BACKEND, ENCODER, RANDOM, TOKENIZER, type ArtefactStore, type RunContainer } from '@cloze/registry';
import { version_core } from '@tensorflow/tfjs-core';
import { version } from '../version.js';
import { chosenEncoder } from './create-finetune-run.js';
import type { FinetuneModel } from './finetune-model.js';
import { PRETRAINED } from './finetune-tokens.js';
import { inputLimits } from './input-limits.js';
import type { ParsedFinetune } from './parse-finetune.js';

/** What {@link exportFinetuned} writes. */
export interface FinetunedToExport {
  readonly run: RunContainer;
  readonly parsed: ParsedFinetune;
  readonly model: FinetuneModel;
  readonly folder: ArtefactStore;
  /** Updates that its weights have seen. */
  readonly step: number;
  /** Of these weights. */
  readonly evaluation: Readonly<Record<string, number>>;
}

/**
 * Writes the model's files into the run folder: the encoder and the head under Hugging Face's keys where it has a class for both, with
 * that class and the labels in `config.json`; heads and labels for cloze in `cloze.json`.
 */
export async function exportFinetuned(content: FinetunedToExport): Promise<void> {
  const { run, parsed, model, folder, step, evaluation } = content;
  const { encoder, heads, parameters } = model;
  const chosen = chosenEncoder(parsed, run.get(PRETRAINED));
  const manifest: ModelManifest = {
    formatVersion: 1,
    encoder: { use: chosen.plugin.name, options: plain(chosen.options) },
    objectives: [],
    heads: heads.map(({ id, chosen: { plugin, options }, labels }) => ({
      id,
      use: plugin.name,
      options: plain(options),
      labels: [...labels.names],
      ...(labels.spans && { spanLabels: [...labels.spans.names] }),
    })),
    ...(parsed.config.features && { features: parsed.config.features }),
    input: { ...inputLimits(parsed.config.data, encoder.sizes) },
    provenance: {
      config: parsed.config,
      seed: run.get(RANDOM).seed,
      step,
      evaluation: { ...evaluation },
      versions: { cloze: version(), node: process.versions.node, tfjs: version_core, backend: run.get(BACKEND).name },
    },
  };
  // Two heads have keys of their own, which no class of another ecosystem knows.
  const headConfig = heads.length === 1 ? heads[0].model.modelConfig?.() : undefined;
  await writeModelFiles(folder.directory, {
    // Features of other layers have no class, but the encoder under them has one.
    config: { ...run.get(ENCODER).modelConfig(), ...headConfig },
    parameters,
    manifest,
    tokenizer: run.get(TOKENIZER),
  });
}

function plain(options: unknown): Record<string, unknown> {
  return typeof options === 'object' && options !== null ? { ...options } : {};
}
