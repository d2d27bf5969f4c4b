import type { EncodedRecord, TaskRecord, Vocabulary } from '@cloze/contracts';
import { BACKEND, TOKENIZER, VOCABULARY, type RunContainer } from '@cloze/registry';
import { PRETRAINED, TASK_RECORDS, TASKS } from './finetune-tokens.js';

/** An encoded example as `--dry-run` shows it. */
export interface ShownRecord {
  readonly head: string;
  readonly text: string;
  readonly tokens: number;
  /** What the record says is right. */
  readonly labels: Readonly<Record<string, unknown>>;
}

/** The first encoded examples of every head, in the order of their files. */
export async function firstRecords(run: RunContainer, count = 10): Promise<ShownRecord[]> {
  for (const token of [PRETRAINED, TASK_RECORDS, TOKENIZER, BACKEND, TASKS]) await run.prepare<unknown>(token);
  const vocabulary = run.get(VOCABULARY);
  return run
    .get(TASKS)
    .flatMap(({ head, train }) => train.windows.slice(0, count).map((window) => show(head.id, window, vocabulary)));
}

function show(head: string, { view, record, window }: EncodedRecord, vocabulary: Vocabulary): ShownRecord {
  const text = Array.from(view.inputIds, (id) => vocabulary.token(id) ?? `<${id}>`).join(' ');
  const part = window.count > 1 ? { window: `${window.index + 1} of ${window.count}` } : {};
  return { head, text, tokens: view.inputIds.length, labels: { ...part, ...labelsOf(record) } };
}

const LABELS = ['label', 'labels', 'value', 'tags', 'spans', 'relations', 'clusters', 'answers'];

function labelsOf(record: TaskRecord): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => LABELS.includes(name)));
}
