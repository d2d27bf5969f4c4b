import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { Logger } from '@cloze/contracts';
import type { ArtefactStore } from '@cloze/registry';
import { load } from '../model/loaded-model.js';
import { createLog } from '../output/log.js';
import { print } from '../output/print.js';
import { formatTable } from '../output/table.js';
import { accuracyDifference } from '../quickstart/better-beyond-chance.js';
import { guessByFrequency } from '../run/guess-by-frequency.js';
import { quickstartConfig } from '../quickstart/quickstart-config.js';
import { finetuneTask, QUICKSTART_TASKS, type TaskOutcome } from '../quickstart/quickstart-tasks.js';
import type { GuessingScore } from '../run/unigram-baseline.js';
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

/**
 * `cloze quickstart`: what `cloze pretrain`, `cloze fill-mask` and `cloze finetune` do, on the novel that comes with cloze and a labelled sample
 * of it, each beside what guessing reaches.
 */
export async function quickstartCommand({ out, backend, short = false }: QuickstartFlags): Promise<void> {
  const log = createLog();
  const resolved = await resolveRun(quickstartConfig(), { set: short ? SHORT : [] });
  const folder = out ?? freeFolder(DEFAULT_FOLDER);
  if (short) log.info('A short quickstart: a few steps only, to see that everything works.');
  log.info(
    `Training a tokenizer and a small encoder on "Pride and Prejudice" in ${folder}; this takes a minute or two.`,
  );
  const options = { ...resolved, out: folder, resume: false, logger: log };
  await withRunFolder(options, (artefacts) => quickstart(resolved, artefacts, { backend, short, log }));
}

async function quickstart(
  resolved: ResolvedRun,
  artefacts: ArtefactStore,
  { backend, short, log }: { readonly backend?: string; readonly short: boolean; readonly log: Logger },
): Promise<void> {
  const { signal, release } = stopSignal(log);
  const result = await pretrain({ resolved, artefacts, resume: false, backend, logger: log, signal }).finally(release);
  const directory = relative(process.cwd(), artefacts.directory) || '.';
  if (result.status === 'interrupted') {
    print(`interrupted after step ${result.step} of ${result.totalSteps}`);
    process.exitCode = 1;
    return;
  }
  const guessing = await guessByFrequency(resolved, artefacts, log);
  const { 'mlm.maskedAccuracy': accuracy = NaN, 'mlm.maskedLoss': loss = NaN } = result.evaluation ?? {};
  const passed = compare({ accuracy, loss }, guessing, short);
  await showSentences(artefacts.directory, backend);
  if (!(await finetuneSample(artefacts, { backend, short, log }))) return;
  print(
    '',
    `model: ${directory}, and for the sample ${directory}/voices and ${directory}/names`,
    `try: npx cloze fill-mask --model ${directory} "I do not [MASK] it."`,
    `     echo '{"text": "Lydia is gone to Brighton."}' | npx cloze predict --model ${directory}/names`,
  );
  if (!passed) process.exitCode = 1;
}

/** Changes that make the run short; see the test that they fit the config. */
const SHORT = ['training.maxSteps=40'];

function freeFolder(wanted: string): string {
  for (let i = 1; ; i += 1) {
    const folder = i === 1 ? wanted : `${wanted}-${i}`;
    if (!existsSync(folder)) return folder;
  }
}

/** Prints both scores; false when the model's accuracy is not above the other's beyond a 99 % interval. */
function compare(
  model: { readonly accuracy: number; readonly loss: number },
  guessing: GuessingScore,
  short: boolean,
): boolean {
  const { difference, low, high } = accuracyDifference(model.accuracy, guessing.accuracy, guessing.masks);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  print(
    '',
    `at ${guessing.masks} [MASK] positions of text that was held out`,
    ...formatTable([
      ['', 'accuracy', 'loss'],
      ['  this model', percent(model.accuracy), `${model.loss.toFixed(2)} nats`],
      ['  guessing by frequency', percent(guessing.accuracy), `${guessing.loss.toFixed(2)} nats`],
      ['  difference', percent(difference), `99 % interval ${percent(low)} to ${percent(high)}`],
    ]),
  );
  if (short) {
    print('  (too short a run to be held to that difference)');
    return true;
  }
  if (low > 0) return true;
  print('', 'This model is not better than guessing by frequency: something is wrong.');
  return false;
}

/** Fine-tunes for the tasks of the sample; false where it was interrupted. */
async function finetuneSample(
  artefacts: ArtefactStore,
  { backend, short, log }: { readonly backend?: string; readonly short: boolean; readonly log: Logger },
): Promise<boolean> {
  const { signal, release } = stopSignal(log);
  try {
    for (const task of QUICKSTART_TASKS) {
      log.info(`Fine-tuning for ${task.folder}`);
      const outcome = await finetuneTask(task, { artefacts, backend, short, logger: log, signal });
      if (outcome === undefined) {
        print('interrupted');
        process.exitCode = 1;
        return false;
      }
      showOutcome(outcome);
    }
    return true;
  } finally {
    release();
  }
}

function showOutcome({ task, model, guessing, prediction }: TaskOutcome): void {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  print(
    '',
    `${task.folder}: ${task.title}`,
    ...formatTable([
      ['', task.measureTitle],
      ['  this model, fine-tuned', percent(model)],
      [`  guessing ${task.guess}`, percent(guessing)],
    ]),
    `  ${task.example}`,
    `  ${describePrediction(prediction)}`,
  );
}

function describePrediction({ label, probabilities, tags }: TaskOutcome['prediction']): string {
  if (Array.isArray(tags)) return tags.join(' ');
  const share = (probabilities as Readonly<Record<string, number>> | undefined)?.[String(label)];
  return share === undefined ? String(label) : `${String(label)} (${share.toFixed(2)})`;
}

async function showSentences(directory: string, backend: string | undefined): Promise<void> {
  const model = await load(directory, { backend });
  try {
    print('');
    for (const sentence of SENTENCES) print(...describeFilled(sentence, await model.fillMask(sentence, { top: 3 })));
  } finally {
    await model.dispose();
  }
}
