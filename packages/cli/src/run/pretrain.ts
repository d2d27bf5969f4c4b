import { join } from 'node:path';
import type { Logger } from '@cloze/contracts';
import { ARTEFACTS, LOGGER, TRACKERS, type ArtefactStore } from '@cloze/registry';
import { evaluate, train, type TrainResult } from '@cloze/trainer';
import { createRun } from '../compose/create-run.js';
import { MODEL, VALIDATION_BATCHES } from '../compose/run-tokens.js';
import type { ParsedRun } from '../config/parse-run.js';
import { writePretrainReport } from '../report/write-pretrain-report.js';
import { folderArtefacts } from './folder-artefacts.js';
import type { ResolvedRun } from './resolve-run.js';
import { noteEnvironment } from './note-environment.js';
import { isExported, exportModel } from './export-model.js';
import { takeInitialWeights, takeWeights } from './take-weights.js';
import { prepareAll, trainedParts } from './trained-parts.js';

/** How to pretrain. */
export interface PretrainOptions {
  readonly resolved: ResolvedRun;
  /** The run folder, opened. */
  readonly artefacts: ArtefactStore;
  readonly resume: boolean;
  readonly backend?: string;
  readonly precision?: string;
  readonly logger: Logger;
  /** Aborted, the run saves and ends. */
  readonly signal?: AbortSignal;
}

/** How a run ended. */
export interface PretrainResult {
  readonly status: TrainResult['status'];
  /** Updates done and planned in the last phase that ran. */
  readonly step: number;
  readonly totalSteps: number;
  /** The step whose weights the model folder has. */
  readonly modelStep?: number;
  /** Values of the last evaluation. */
  readonly evaluation?: Readonly<Record<string, number>>;
}

/** Trains, phase after phase, and leaves a model folder in the run folder. */
export async function pretrain(options: PretrainOptions): Promise<PretrainResult> {
  const { resolved, artefacts, logger } = options;
  const { phases } = resolved;
  const inPhases = resolved.config['phases'] !== undefined;
  let before: string | undefined;
  let result: PretrainResult | undefined;
  for (const [i, parsed] of phases.entries()) {
    const last = i === phases.length - 1;
    const folder = inPhases ? folderArtefacts(artefacts.path(join('phases', String(i + 1)))) : artefacts;
    if (inPhases && !last && (await isExported(folder))) {
      logger.info(`Phase ${i + 1} of ${phases.length} is done`);
    } else {
      if (inPhases) logger.info(`Phase ${i + 1} of ${phases.length}`);
      result = await trainPhase(options, { parsed, folder, before, index: i, last });
      if (result.status === 'interrupted') break;
    }
    before = folder.directory;
  }
  if (result === undefined) throw new Error('a config has one phase at least');
  await writePretrainReport(resolved, artefacts, result, logger);
  return result;
}

/** A stretch of training. */
interface Phase {
  readonly parsed: ParsedRun;
  readonly folder: ArtefactStore;
  /** The model folder of the phase before it. */
  readonly before: string | undefined;
  /** From 0. */
  readonly index: number;
  readonly last: boolean;
}

async function trainPhase(
  { resolved, artefacts, resume, backend, precision, logger, signal }: PretrainOptions,
  { parsed, folder, before, index, last }: Phase,
): Promise<PretrainResult> {
  const parts = { ...resolved, parsed, artefacts: folder, shared: artefacts, backend, precision, logger, phase: index };
  const run = createRun(parts);
  try {
    await prepareAll(run);
    await noteEnvironment(run, artefacts);
    const model = run.get(MODEL);
    if (before !== undefined) await takeWeights(model, before);
    else if (resolved.initial) await takeInitialWeights(model, resolved.initial, run, run.get(LOGGER));
    const result = await train({
      ...trainedParts(parsed, run),
      learningRate: parsed.optimizer.options.learningRate,
      schedule: (plan) => parsed.schedule.plugin.create(parsed.schedule.options, plan),
      directory: run.get(ARTEFACTS).directory,
      resume,
      trackers: run.get(TRACKERS),
      logger: run.get(LOGGER),
      signal,
    });
    const { status, step, totalSteps, best } = result;
    if (status === 'interrupted') return { status, step, totalSteps, evaluation: result.evaluation };
    const modelStep = best?.step ?? step;
    await result.loadWeights(modelStep);
    // The values told are those of the weights that are kept.
    const known = modelStep === step ? result.evaluation : undefined;
    const evaluation = known ?? (await evaluate(model, run.get(VALIDATION_BATCHES)));
    // The last phase's model is the run's.
    await exportModel({ run, parsed, model, folder: last ? artefacts : folder, step: modelStep, evaluation });
    return { status, step, totalSteps, modelStep, evaluation };
  } finally {
    await run.dispose();
  }
}
