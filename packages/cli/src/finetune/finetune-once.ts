import type { Logger, TaskRecord } from '@cloze/contracts';
import { acceptedKind, type Parameter } from '@cloze/contracts/tensor';
import {
  ARTEFACTS,
  CLOCK,
  ENCODER,
  LOGGER,
  RANDOM,
  TRACKERS,
  type ArtefactStore,
  type RunContainer,
} from '@cloze/registry';
import {
  groupParameters,
  planTraining,
  train,
  type Adapters,
  type EstimateInput,
  type TrainingOptions,
  type TrainResult,
} from '@cloze/trainer';
import { OPTIMIZER } from '../compose/run-tokens.js';
import type { LoadedPlugins } from '../config/load-plugins.js';
import type { Chosen } from '../config/parse-run.js';
import { noteEnvironment } from '../run/note-environment.js';
import { checkMetrics } from './check-metrics.js';
import { checkTargets } from './check-targets.js';
import { createFinetuneRun, prepareFinetuneRun } from './create-finetune-run.js';
import { evaluateHeads, type EvaluatedHead, type HeadsEvaluation } from './evaluate-heads.js';
import { exportFinetuned } from './export-finetuned.js';
import { ADAPTERS, FINETUNE_MODEL, PRETRAINED, RECORD_BATCHES, TASKS } from './finetune-tokens.js';
import { majorityGuess } from './majority-guess.js';
import type { ParsedFinetune } from './parse-finetune.js';

/** One run: one config, one seed, one folder. */
export interface FinetuneOnceOptions {
  readonly parsed: ParsedFinetune;
  readonly seed: number;
  readonly plugins: LoadedPlugins;
  /** Where the config's relative paths start. */
  readonly directory: string;
  readonly artefacts: ArtefactStore;
  readonly resume: boolean;
  readonly backend?: string;
  readonly precision?: string;
  readonly logger: Logger;
  /** Aborted, the run saves and ends. */
  readonly signal?: AbortSignal;
}

/** How a run ended. */
export interface FinetuneOnceResult {
  readonly status: TrainResult['status'];
  readonly step: number;
  readonly totalSteps: number;
  /** The step whose weights the model folder has. */
  readonly modelStep: number;
  /** Values of these weights on the validation data, absent where the run was interrupted. */
  readonly validation?: Readonly<Record<string, number>>;
  /** The same on the test data, where there is some. */
  readonly test?: Readonly<Record<string, number>>;
  /** What guessing without looking reaches by the same metrics, on the test data where any head has some, else on the validation data. */
  readonly majority?: Readonly<Record<string, number>>;
}

/** The file of a run folder that holds what its model reached, on validation and test data, and what guessing does. */
const EVALUATION_FILE = 'evaluation.json';

/** Fine-tunes once and leaves a model folder in the run folder. */
export async function finetuneOnce(options: FinetuneOnceOptions): Promise<FinetuneOnceResult> {
  const { parsed, artefacts, resume, signal } = options;
  const run = createFinetuneRun(options);
  try {
    await prepareFinetuneRun(run);
    await noteEnvironment(run, artefacts);
    const { encoder, heads, parameters } = run.get(FINETUNE_MODEL);
    checkTargets(heads, run.get(TASKS));
    await checkMetrics(encoder, splitOf(parsed, run, 'validation'), parsed.config.training.bestMetric);
    // The encoder's own weights; heads, and what mixes its layers, start anew.
    await run.get(PRETRAINED)?.load([...run.get(ENCODER).parameters]);
    const result = await train({
      ...(await finetunedParts(parsed, run)),
      evaluate: async (own) => (await evaluateHeads(encoder, splitOf(parsed, run, 'validation'), own))?.values,
      learningRate: parsed.optimizer.options.learningRate,
      schedule: (plan) => parsed.schedule.plugin.create(parsed.schedule.options, plan),
      directory: run.get(ARTEFACTS).directory,
      resume,
      trackers: run.get(TRACKERS),
      logger: run.get(LOGGER),
      signal,
    });
    const { status, step, totalSteps, best } = result;
    if (status === 'interrupted') return { status, step, totalSteps, modelStep: step };
    const modelStep = best?.step ?? step;
    await result.loadWeights(modelStep);
    // The values told are those of the weights that are kept.
    const known = modelStep === step ? result.evaluation : undefined;
    const validation = known ?? valuesOf(await evaluateHeads(encoder, splitOf(parsed, run, 'validation')));
    const model = { encoder, heads, parameters };
    await exportFinetuned({ run, parsed, model, folder: artefacts, step: modelStep, evaluation: validation });
    // The model is kept, whatever becomes of its test.
    const tested = splitOf(parsed, run, 'test');
    const test = tested.length > 0 ? valuesOf(await evaluateHeads(encoder, tested)) : undefined;
    const majority = majorityScores(parsed, run, test ? 'test' : 'validation');
    const evaluation = { validation, ...(test && { test }), majority };
    await artefacts.write(EVALUATION_FILE, `${JSON.stringify({ step: modelStep, ...evaluation }, undefined, 2)}\n`);
    return { status, step, totalSteps, modelStep, ...evaluation };
  } finally {
    await run.dispose();
  }
}

/** What both training and its estimate work with, from a prepared run. */
export async function finetunedParts(parsed: ParsedFinetune, run: RunContainer): Promise<EstimateInput> {
  const { encoder, heads, parameters } = run.get(FINETUNE_MODEL);
  const batches = run.get(RECORD_BATCHES);
  const adapters = run.get(ADAPTERS);
  const own = [...run.get(ENCODER).parameters];
  const { freeze, ...rates } = parsed.parameters;
  // Adapters stand for weights of the encoder, and are trained as these would be.
  const added = adapters?.parameters ?? [];
  const frozen = parsed.config.features || adapters ? own.map(({ name }) => name) : [];
  return {
    encoder,
    objectives: heads.map(({ id, model }, i) => ({ id, weight: parsed.heads[i].weight, model })),
    parameters: adapters ? withBase(parameters, adapters) : parameters,
    groups: groupParameters([...parameters, ...added], {
      ...rates,
      freeze: [...freeze, ...frozen],
      encoder: [...own, ...added],
    }),
    ...(adapters && { adapters }),
    optimizer: run.get(OPTIMIZER),
    batches,
    // Evaluation reads the records themselves; the loop is told that there are some.
    validation: batches,
    options: await loopOptions(parsed, batches),
    random: run.get(RANDOM),
    clock: run.get(CLOCK),
  };
}

/** What a checkpoint needs with adapters: the adapted weights' own values in their place, and the adapters. */
function withBase(parameters: readonly Parameter[], adapters: Adapters): readonly Parameter[] {
  const base = new Map(adapters.base.map((parameter) => [parameter.name, parameter]));
  return [...parameters.map((parameter) => base.get(parameter.name) ?? parameter), ...adapters.parameters];
}

/** The loop's options, with `epoch` as a number of steps. */
async function loopOptions(
  { config }: ParsedFinetune,
  batches: Parameters<typeof planTraining>[0],
): Promise<TrainingOptions> {
  const { batchSize: _, bucket: __, seeds: ___, ...options } = config.training;
  const { totalSteps: epoch } = await planTraining(batches, { epochs: 1, accumulate: options.accumulate });
  const steps = (value: number | 'epoch') => (value === 'epoch' ? epoch : value);
  return {
    ...options,
    evaluateEvery: steps(options.evaluateEvery),
    checkpointEvery: steps(options.checkpointEvery),
  };
}

/** The heads with the records of a split; those without such records are left out. */
function splitOf(parsed: ParsedFinetune, run: RunContainer, split: 'validation' | 'test'): EvaluatedHead[] {
  const { heads } = run.get(FINETUNE_MODEL);
  return run.get(TASKS).flatMap((task, i) => {
    const encoded = task[split];
    if (encoded === undefined) return [];
    const { weight, metrics } = parsed.heads[i];
    return [{ head: heads[i], weight, metrics, ...encoded }];
  });
}

/** What guessing by the training records alone reaches, by each head's metrics. */
function majorityScores(
  parsed: ParsedFinetune,
  run: RunContainer,
  split: 'validation' | 'test',
): Record<string, number> {
  const scores: Record<string, number> = {};
  run.get(TASKS).forEach((task, i) => {
    const { head, train } = task;
    const records = task[split]?.records ?? [];
    if (records.length === 0) return;
    const guess = majorityGuess(acceptedKind(head.plugin, head.options), train.records);
    if (guess === undefined) return;
    const predictions = records.map(guess);
    for (const metric of parsed.heads[i].metrics)
      for (const [name, value] of Object.entries(scoresOrNone(metric, predictions, records)))
        scores[`${head.id}.${name}`] = value;
  });
  return scores;
}

/** A head of one's own may have metrics that read what no guess has. */
function scoresOrNone(
  { plugin, options }: Chosen<'metric'>,
  predictions: readonly object[],
  records: readonly TaskRecord[],
): Readonly<Record<string, number>> {
  try {
    return plugin.compute(options, predictions, records);
  } catch {
    return {};
  }
}

function valuesOf(evaluation: HeadsEvaluation | undefined): Readonly<Record<string, number>> {
  return evaluation?.values ?? {};
}
