import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shapedArray, silentLogger, type BatchArrays, type EncodedRecord } from '@cloze/contracts';
import { planTraining } from '@cloze/trainer';
import { createFinetuneRun, prepareFinetuneRun } from '../../../packages/cli/src/finetune/create-finetune-run.js';
import { finetuneOnce, finetunedParts } from '../../../packages/cli/src/finetune/finetune-once.js';
import {
  FINETUNE_MODEL,
  PRETRAINED,
  RECORD_BATCHES,
  TASKS,
} from '../../../packages/cli/src/finetune/finetune-tokens.js';
import { resolveFinetune } from '../../../packages/cli/src/finetune/resolve-finetune.js';
import { folderArtefacts } from '../../../packages/cli/src/run/folder-artefacts.js';
import { configs } from '../../docs/finetuning-config.js';
import type { ParityDataset } from './datasets.js';
import { dropoutKeys } from './dropout-keys.js';

/** What a run gave on this side. */
export interface SideResult {
  /** Of each step. */
  readonly losses: readonly number[];
  /** On the test data, of the last step's weights. */
  readonly score: number;
  /** From the first batch to the last update. */
  readonly seconds: number;
}

/** One run of both sides. */
export interface ParityRun {
  readonly dataset: ParityDataset;
  readonly seed: number;
  readonly dropout: number;
  /** The peer draws the masks of this side, not its own. */
  readonly sameMasks?: boolean;
  /** A new folder; `job` in it is for the peer. */
  readonly folder: string;
}

/**
 * Fine-tunes, and writes down for the peer what it needs to do the same: the batches of every step, the head's first weights, the test data
 * and the hyperparameters.
 */
export async function runCloze(run: ParityRun): Promise<SideResult> {
  const { dataset, seed, folder } = run;
  const parts = await writePeerJob(run);
  const { test } = await finetuneOnce({
    ...parts,
    seed,
    artefacts: folderArtefacts(join(folder, 'run')),
    resume: false,
  });
  const rows = readFileSync(join(folder, 'run/metrics.jsonl'), 'utf8').trim().split('\n');
  const steps = rows.map((line) => JSON.parse(line) as { split: string; loss: number; seconds: number });
  const trained = steps.filter(({ split }) => split === 'train');
  return {
    losses: trained.map(({ loss }) => loss),
    score: test?.[dataset.metric.name] ?? NaN,
    seconds: trained[trained.length - 1].seconds,
  };
}

/** Writes `job/job.json` in the run's folder, and gives what a run of this side is made from. */
export async function writePeerJob(run: ParityRun) {
  const { dataset, seed, dropout, folder } = run;
  const encoder = { use: 'bert.v1', dropout, attentionDropout: dropout };
  const set = Object.entries({ ...dataset.set, encoder }).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
  const resolved = await resolveFinetune(join(configs, `${dataset.config}.json`), { set });
  const { parsed } = resolved.cells[0];
  const parts = { ...resolved, parsed: { ...parsed, trackers: [] }, seed, logger: silentLogger };
  const look = folderArtefacts(join(folder, 'look'));
  await writeJob({ ...parts, artefacts: look }, { ...run, folder: join(folder, 'job') });
  return parts;
}

async function writeJob(
  parts: Parameters<typeof createFinetuneRun>[0],
  { dataset, seed, dropout, sameMasks = false, folder }: ParityRun,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const run = createFinetuneRun(parts);
  try {
    await prepareFinetuneRun(run);
    const { options } = await finetunedParts(parts.parsed, run);
    const { heads } = run.get(FINETUNE_MODEL);
    const { totalSteps: steps } = await planTraining(run.get(RECORD_BATCHES), options);
    const batches: BatchArrays[] = [];
    for await (const batch of run.get(RECORD_BATCHES).stream({ epoch: 0, index: 0, ordinal: 0 }, steps)) {
      batches.push(batch);
      if (batches.length === steps) break;
    }
    const [task] = run.get(TASKS);
    const optimizer = parts.parsed.optimizer.options as Record<string, unknown>;
    const { weightDecay, beta1, beta2, epsilon, learningRate } = optimizer;
    const job = {
      model: run.get(PRETRAINED)?.weights.directory,
      architecture: dataset.architecture,
      metric: dataset.metric.of,
      regression: dataset.metric.of === 'spearman',
      labels: task.labels.names,
      head: Object.fromEntries(
        Array.from(heads[0].model.parameters, ({ name, variable }) => [name, [...variable.dataSync()]]),
      ),
      steps,
      warmupSteps: Math.ceil(0.1 * steps),
      clipNorm: options.clipNorm,
      optimizer: { weightDecay, beta1, beta2, epsilon, learningRate },
      seed,
      dropout,
      dropoutKeys: sameMasks ? dropoutKeys(run, batches[0], steps) : null,
      batches: batches.map((batch) => batchOf(batch, heads[0].id)),
      test: (task.test?.windows ?? []).map((window) => testOf(window)),
    };
    writeFileSync(join(folder, 'job.json'), JSON.stringify(job));
  } finally {
    await run.dispose();
  }
}

/** A batch end to end, with the rows that have a target. */
function batchOf({ views, targets }: BatchArrays, head: string): object {
  const { inputIds, segmentIds, exampleStarts } = views.original;
  const { rows, labels, values } = targets[head].arrays;
  const list = (array: typeof rows | undefined) => (array === undefined ? undefined : [...shapedArray(array).data]);
  return {
    ids: [...inputIds],
    segments: [...segmentIds],
    starts: [...exampleStarts],
    rows: list(rows),
    targets: list(values ?? labels),
  };
}

/** A test example: what is right is told by the record, and of taggers by the first subword of each word. */
function testOf({ view, record, wordTokens }: EncodedRecord): object {
  const gold =
    'tags' in record ? record.tags : 'label' in record ? record.label : 'value' in record ? record.value : undefined;
  return { ids: [...view.inputIds], segments: [...view.segmentIds], words: [...wordTokens.subarray(0, -1)], gold };
}
