import type { Logger } from '@cloze/contracts';
import type { ArtefactStore } from '@cloze/registry';
import { finetuneOnce } from '../finetune/finetune-once.js';
import { resolveFinetune } from '../finetune/resolve-finetune.js';
import { load } from '../model/loaded-model.js';
import { folderArtefacts } from '../run/folder-artefacts.js';
import { exampleFile } from './quickstart-config.js';

/** What the quickstart fine-tunes for, on the labelled sample that comes with cloze. */
export interface QuickstartTask {
  /** Folder of its model in the run's. */
  readonly folder: string;
  readonly title: string;
  readonly config: string;
  /** Value of the evaluation that is shown, and its name for people. */
  readonly measure: string;
  readonly measureTitle: string;
  readonly guess: string;
  /** A text, or words where the sample has words: a tag belongs to one of them. */
  readonly example: string | readonly string[];
}

/** A classifier and a tagger. */
export const QUICKSTART_TASKS: readonly QuickstartTask[] = [
  {
    folder: 'voices',
    title: 'does a person speak, or the narrator?',
    config: 'finetuning/quickstart-voices.json',
    measure: 'voice.accuracy',
    measureTitle: 'accuracy',
    guess: 'the most frequent label',
    example: 'You are too hasty, sir.',
  },
  {
    folder: 'names',
    title: 'names of people and places',
    config: 'finetuning/quickstart-names.json',
    measure: 'names.f1',
    measureTitle: 'F1',
    guess: 'each word’s most frequent tag',
    example: ['Mr.', 'Collins', 'came', 'from', 'Hunsford', 'to', 'Longbourn', '.'],
  },
];

/** What a task reached on sentences it has not seen. */
export interface TaskOutcome {
  readonly task: QuickstartTask;
  readonly model: number;
  readonly guessing: number;
  /** What the model says of the task's example. */
  readonly prediction: Readonly<Record<string, unknown>>;
}

/** How to fine-tune. */
export interface QuickstartTaskOptions {
  /** The run's folder, which holds the pretrained model. */
  readonly artefacts: ArtefactStore;
  readonly backend?: string;
  readonly short: boolean;
  readonly logger: Logger;
  readonly signal?: AbortSignal;
}

/** Fine-tunes the pretrained model for a task; undefined where it was interrupted. */
export async function finetuneTask(
  task: QuickstartTask,
  { artefacts, backend, short, logger, signal }: QuickstartTaskOptions,
): Promise<TaskOutcome | undefined> {
  const set = [`model=${JSON.stringify(artefacts.directory)}`, ...(short ? ['training.maxSteps=10'] : [])];
  const resolved = await resolveFinetune(exampleFile(task.config), { set });
  const [{ parsed }] = resolved.cells;
  const folder = folderArtefacts(artefacts.path(task.folder));
  const { seed } = parsed.config;
  const options = { ...resolved, parsed, seed, artefacts: folder, resume: false, backend, logger, signal };
  const { status, test = {}, majority = {} } = await finetuneOnce(options);
  if (status === 'interrupted') return undefined;
  const model = await load(folder.directory, { backend });
  try {
    const { example } = task;
    const prediction = await model.predict(typeof example === 'string' ? example : { words: [...example] });
    return { task, model: test[task.measure], guessing: majority[task.measure], prediction };
  } finally {
    await model.dispose();
  }
}

/** The example of a task as a text. */
export function exampleText({ example }: Pick<QuickstartTask, 'example'>): string {
  return typeof example === 'string' ? example : example.join(' ');
}
