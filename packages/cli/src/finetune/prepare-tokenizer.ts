import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isThere, publishFolder } from '@cloze/checkpoints';
import type { Logger, TaskRecord, Tokenizer } from '@cloze/contracts';
import type { ArtefactStore } from '@cloze/registry';
import type { Chosen } from '../config/parse-run.js';
import type { TaskRecords } from './tasks.js';

/** What {@link prepareTokenizer} works with. */
export interface PrepareTokenizerOptions {
  readonly chosen: Chosen<'tokenizer'>;
  /** A trained tokenizer's folder, relative to `directory`. */
  readonly path?: string;
  readonly directory: string;
  readonly tasks: readonly TaskRecords[];
  /** The run folder, which keeps a tokenizer that the run trained. */
  readonly artefacts: ArtefactStore;
  readonly logger: Logger;
}

/** Reads the tokenizer that the config names; without a path, trains one on the training records and keeps it with the run. */
export async function prepareTokenizer(options: PrepareTokenizerOptions): Promise<Tokenizer> {
  const { chosen, path, directory, tasks, artefacts, logger } = options;
  const { plugin, options: settings } = chosen;
  if (path !== undefined) return plugin.load(settings, resolve(directory, path));
  const own = artefacts.path('tokenizer');
  if (await isThere(own)) return plugin.load(settings, own);
  const scratch = await mkdtemp(join(tmpdir(), 'cloze-'));
  try {
    const file = join(scratch, 'records.txt');
    const lines = tasks.flatMap(({ train }) => train.flatMap(textsOf)).map((text) => text.replaceAll(/\s*\n\s*/g, ' '));
    await writeFile(file, `${lines.join('\n')}\n`);
    const tokenizer = await plugin.train(settings, [file]);
    await publishFolder(own, (temporary) => tokenizer.save(temporary));
    logger.info(`trained ${plugin.name} on the training records: ${tokenizer.vocabulary.size} entries`);
    return tokenizer;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The texts of a record. */
function textsOf(record: TaskRecord): string[] {
  if (record.kind === 'question') return [record.question, record.text];
  return 'pair' in record && record.pair !== undefined ? [record.text, record.pair] : [record.text];
}
