import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { systemClock, type Logger } from '@cloze/contracts';
import type { ArtefactStore } from '@cloze/registry';
import type { FilledMask } from '../model/fill-mask.js';
import { load } from '../model/loaded-model.js';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import { formatTable } from '../output/table.js';
import { quickstartConfig } from '../quickstart/quickstart-config.js';
import {
  compareAtMasks,
  quickstartResult,
  type FilledSentences,
  type MaskComparison,
  type QuickstartParts,
} from '../quickstart/quickstart-result.js';
import { exampleText, finetuneTask, QUICKSTART_TASKS, type TaskOutcome } from '../quickstart/quickstart-tasks.js';
import { quickstartVerdict } from '../quickstart/quickstart-verdict.js';
import { checkComputing } from '../run/check-computing.js';
import { guessByFrequency } from '../run/guess-by-frequency.js';
import { withRunFolder } from '../run/open-run-folder.js';
import { pretrain } from '../run/pretrain.js';
import { resolveRun, type ResolvedRun } from '../run/resolve-run.js';
import { stopSignal } from '../run/stop-signal.js';
import { describeFilled } from './fill-mask-command.js';
import type { QuickstartFlags } from './quickstart.js';

const DEFAULT_FOLDER = 'runs/quickstart';

/** As short as the examples that the model learns from. */
const SENTENCES = [
  'Mr. [MASK] was silent.',
  'She could not [MASK] it.',
  'You are very [MASK], sir.',
  'I am glad to [MASK] you.',
  'Miss [MASK] was gone to London.',
];

/** How the job is done. */
interface QuickstartSettings {
  readonly backend?: string;
  readonly short: boolean;
  readonly log: Logger;
  /** Tells people what came out: on stdout, or on stderr beside JSON. */
  readonly tell: (...lines: string[]) => void;
}

/**
 * `cloze quickstart`: what `cloze pretrain`, `cloze fill-mask` and `cloze finetune` do, on the novel that comes with cloze and a labelled sample
 * of it, each beside what guessing reaches.
 */
export async function quickstartCommand({ out, backend, short = false, json = false }: QuickstartFlags): Promise<void> {
  const started = systemClock.monotonic();
  checkComputing({ backend });
  const log = createLog();
  const resolved = await resolveRun(quickstartConfig(), { set: short ? SHORT : [] });
  const folder = out ?? freeFolder(DEFAULT_FOLDER);
  if (short) log.info('A short quickstart: a few steps only, to see that everything works.');
  log.info(
    `Training a tokenizer and a small encoder on "Pride and Prejudice" in ${folder}; this takes a minute or two.`,
  );
  const options = { ...resolved, out: folder, resume: false, logger: log };
  const tell = json ? (...lines: string[]) => log.info(lines.join('\n')) : print;
  await withRunFolder(options, async (artefacts) => {
    const result = quickstartResult(
      await quickstart(resolved, artefacts, { backend, short, log, tell }),
      QUICKSTART_TASKS.length,
    );
    if (json) printJson(result);
    else if (result.status === 'completed')
      print('', `done in ${Math.round((systemClock.monotonic() - started) / 1000)} s`);
    process.exitCode = quickstartVerdict(result, short).exitCode;
  });
}

async function quickstart(
  resolved: ResolvedRun,
  artefacts: ArtefactStore,
  settings: QuickstartSettings,
): Promise<QuickstartParts> {
  const { backend, short, log, tell } = settings;
  const { signal, release } = stopSignal(log);
  const pretraining = await pretrain({ resolved, artefacts, resume: false, backend, logger: log, signal }).finally(
    release,
  );
  const directory = relative(process.cwd(), artefacts.directory) || '.';
  if (pretraining.status === 'interrupted') {
    tell(`interrupted after step ${pretraining.step} of ${pretraining.totalSteps}`);
    return { directory, pretraining, outcomes: [] };
  }
  const guessing = await guessByFrequency(resolved, artefacts, log);
  tell(...describeComparison(compareAtMasks(pretraining, guessing), short));
  const sentences = await fillSentences(artefacts.directory, backend);
  tell('', ...sentences.flatMap(({ text, masks }) => describeFilled(text, masks)));
  const outcomes = await finetuneSample(artefacts, settings);
  if (outcomes.length === QUICKSTART_TASKS.length) tell(...describeModels(directory));
  else tell('interrupted');
  return { directory, pretraining, guessing, sentences, outcomes };
}

/** Changes that make the run short; see the test that they fit the config. */
const SHORT = ['training.maxSteps=40'];

function freeFolder(wanted: string): string {
  for (let i = 1; ; i += 1) {
    const folder = i === 1 ? wanted : `${wanted}-${i}`;
    if (!existsSync(folder)) return folder;
  }
}

/** Both scores, and whether the difference is more than chance. */
function describeComparison(masks: MaskComparison, short: boolean): string[] {
  const { model, guessing, difference } = masks;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const interval = `99 % interval ${percent(difference.low)} to ${percent(difference.high)}`;
  return [
    '',
    `at ${guessing.masks} [MASK] positions of text that was held out`,
    ...formatTable([
      ['', 'accuracy', 'loss'],
      ['  this model', percent(model.accuracy), `${model.loss.toFixed(2)} nats`],
      ['  guessing by frequency', percent(guessing.accuracy), `${guessing.loss.toFixed(2)} nats`],
      ['  difference', percent(difference.difference), interval],
    ]),
    ...quickstartVerdict({ status: 'completed', masks }, short).lines,
  ];
}

async function fillSentences(directory: string, backend: string | undefined): Promise<FilledSentences> {
  const model = await load(directory, { backend });
  const filled: { text: string; masks: FilledMask[] }[] = [];
  try {
    for (const text of SENTENCES) filled.push({ text, masks: await model.fillMask(text, { top: 3 }) });
    return filled;
  } finally {
    await model.dispose();
  }
}

/** Fine-tunes for the tasks of the sample; fewer outcomes than tasks where it was interrupted. */
async function finetuneSample(
  artefacts: ArtefactStore,
  { backend, short, log, tell }: QuickstartSettings,
): Promise<TaskOutcome[]> {
  const { signal, release } = stopSignal(log);
  const outcomes: TaskOutcome[] = [];
  try {
    for (const task of QUICKSTART_TASKS) {
      log.info(`Fine-tuning for ${task.folder}`);
      const outcome = await finetuneTask(task, { artefacts, backend, short, logger: log, signal });
      if (outcome === undefined) break;
      outcomes.push(outcome);
      tell(...describeOutcome(outcome));
    }
    return outcomes;
  } finally {
    release();
  }
}

function describeOutcome({ task, model, guessing, prediction }: TaskOutcome): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    '',
    `${task.folder}: ${task.title}`,
    ...formatTable([
      ['', task.measureTitle],
      ['  this model, fine-tuned', percent(model)],
      [`  guessing ${task.guess}`, percent(guessing)],
    ]),
    `  ${exampleText(task)}`,
    `  ${describePrediction(prediction)}`,
  ];
}

function describePrediction({ label, probabilities, tags }: TaskOutcome['prediction']): string {
  if (Array.isArray(tags)) return tags.join(' ');
  const share = (probabilities as Readonly<Record<string, number>> | undefined)?.[String(label)];
  return share === undefined ? String(label) : `${String(label)} (${share.toFixed(2)})`;
}

/** Where the models are, and what to do with them. */
function describeModels(directory: string): string[] {
  return [
    '',
    `model: ${directory}, and for the sample ${directory}/voices and ${directory}/names`,
    `try: npx cloze fill-mask --model ${directory} "I do not [MASK] it."`,
    `     echo '{"text": "Elizabeth walked to Meryton."}' | npx cloze predict --model ${directory}/names`,
  ];
}
