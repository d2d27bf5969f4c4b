import {
  createLabelSet,
  type EncodedRecord,
  type LabelSet,
  type Logger,
  type RecordKind,
  type TaskRecord,
  type Tokenizer,
} from '@cloze/contracts';
import { acceptedKind, goldFields } from '@cloze/contracts/tensor';
import { checkLabels, encodeRecords, findLabels, type EncodeRecordOptions } from '@cloze/data-loaders';
import { checkGold, countWithoutGold } from './check-gold.js';
import { holdOutRecords } from './hold-out-records.js';
import { isHeldOut, type ChosenHead, type ParsedFinetune } from './parse-finetune.js';
import { readRecords, type ReadRecordsOptions } from './read-records.js';

/** The records of a head, before a tokenizer reads them. */
export interface TaskRecords {
  readonly head: ChosenHead;
  readonly kind: RecordKind;
  readonly labels: LabelSet;
  readonly train: readonly TaskRecord[];
  readonly validation: readonly TaskRecord[];
  readonly test?: readonly TaskRecord[];
}

/** Records and their windows, windows of one record next to each other. */
export interface EncodedSplit {
  readonly records: readonly TaskRecord[];
  readonly windows: readonly EncodedRecord[];
}

/** What a head learns from and is evaluated on. */
export interface Task {
  readonly head: ChosenHead;
  readonly labels: LabelSet;
  readonly train: EncodedSplit;
  readonly validation: EncodedSplit;
  readonly test?: EncodedSplit;
}

/**
 * Reads the records of all heads and finds their labels.
 * @throws DataError naming file and line for a bad row, a label that the training records lack, or what is not labelled
 */
export async function readTasks(parsed: ParsedFinetune, options: ReadRecordsOptions): Promise<readonly TaskRecords[]> {
  const tasks: TaskRecords[] = [];
  for (const head of parsed.heads) tasks.push(await readTask(head, options));
  return tasks;
}

async function readTask(head: ChosenHead, options: ReadRecordsOptions): Promise<TaskRecords> {
  const kind = acceptedKind(head.plugin, head.options);
  const { data, id } = head;
  const read = (chosen: Parameters<typeof readRecords>[0]) => readRecords(chosen, kind, id, options);
  const all = await read(data.train);
  const { train, validation } = isHeldOut(data.validation)
    ? holdOutRecords(all.records, data.validation, data.train.where.replace(/train$/, 'validation'))
    : { train: all.records, validation: (await read(data.validation)).records };
  const test = data.test && (await read(data.test)).records;
  checkGold(head, 'train', train);
  checkGold(head, 'validation', validation);
  if (test) checkGold(head, 'test', test);
  const found = findLabels(train, all.labels);
  const names = head.plugin.labels?.(head.options, found.names) ?? found.names;
  const gold = goldFields(head.plugin, head.options);
  const learnsSpans = gold === undefined || gold.some((fields) => fields.includes('spans'));
  const spanNames = learnsSpans ? (all.spanLabels ?? found.spanNames) : undefined;
  for (const records of [train, validation, test ?? []]) checkLabels(records, { names, spanNames });
  const labels = createLabelSet(names, spanNames);
  return { head, kind, labels, train, validation, ...(test && { test }) };
}

/** Encodes the records of all heads, and says what of them a head cannot learn. */
export async function encodeTasks(
  tasks: readonly TaskRecords[],
  tokenizer: Tokenizer,
  options: EncodeRecordOptions,
  logger: Logger,
): Promise<readonly Task[]> {
  const encode = async (records: readonly TaskRecord[]): Promise<EncodedSplit> => ({
    records,
    windows: await encodeRecords(records, tokenizer, options, logger),
  });
  const encoded: Task[] = [];
  for (const { head, labels, train, validation, test } of tasks) {
    const splits = { train: await encode(train), validation: await encode(validation) };
    const warnings = head.plugin.warnings?.(head.options, splits.train.windows) ?? [];
    for (const warning of warnings) logger.warn(`${head.id}: ${warning}`);
    const without = countWithoutGold(head, train);
    if (without > 0)
      logger.warn(`${head.id}: ${without} of ${train.length} training records have not all that it learns.`);
    encoded.push({ head, labels, ...splits, ...(test && { test: await encode(test) }) });
  }
  return encoded;
}
