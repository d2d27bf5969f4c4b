import { readdir } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { adviceFor, explain, ioErrorCode } from '@cloze/checkpoints';
import { CheckpointError, ConfigError, UsageError, type Logger } from '@cloze/contracts';
import type { ArtefactStore } from '@cloze/registry';
import { differences } from '../config/differences.js';
import type { JsonObject } from '../config/json-value.js';
import { isJsonObject } from '../config/json-value.js';
import { parseJson } from '../config/parse-json.js';
import { folderArtefacts } from './folder-artefacts.js';
import { lockRunFolder } from './lock-run-folder.js';
import { listOf } from './require-empty.js';

/** The file of a run folder that holds its filled-in config. */
export const RUN_FILE = 'run.json';

const LEFTOVERS = /\.tmp-\d+$|^run\.lock/;

/** What a run folder is opened with. */
export interface RunFolderOptions {
  /** `--out`. */
  readonly out: string;
  readonly resume: boolean;
  /** Filled in. */
  readonly config: JsonObject;
  /** Where the config's relative paths start. */
  readonly directory: string;
  readonly logger: Logger;
  /** What resumes the run, for messages; `pretrain` by default. */
  readonly command?: 'pretrain' | 'finetune';
}

/**
 * Works in the folder of a new run, or in that of one to go on with, and saves the config in it. Nothing of another run is ever lost, and no
 * other process gets in meanwhile.
 * @throws UsageError for a folder in use without `--resume`, or in which another process works, ConfigError where the config differs from the
 * run's, CheckpointError where the folder cannot be read or written
 */
export async function withRunFolder<Result>(
  options: RunFolderOptions,
  work: (artefacts: ArtefactStore) => Promise<Result>,
): Promise<Result> {
  // Looked at first, so that nothing is ever written into a folder that is no run's.
  await savedConfig(options);
  const lock = await lockRunFolder(options.out);
  try {
    return await work(await openRunFolder(options));
  } finally {
    lock.release();
  }
}

async function openRunFolder(options: RunFolderOptions): Promise<ArtefactStore> {
  const { out, resume, config, directory, logger } = options;
  const artefacts = folderArtefacts(out);
  if ((await savedConfig(options)) !== undefined) return artefacts;
  if (resume) logger.info(`Nothing to resume in ${out}: the run starts from the beginning`);
  const place = { directory: relative(artefacts.directory, directory) || '.' };
  await artefacts.write(RUN_FILE, `${JSON.stringify({ ...config, ...place }, undefined, 2)}\n`);
  return artefacts;
}

/** The config of the run in the folder, which is the very one to go on with; undefined in a folder without anything. */
async function savedConfig(options: RunFolderOptions): Promise<string | undefined> {
  const { out, resume } = options;
  const artefacts = folderArtefacts(out);
  const content = await contentOf(artefacts.directory);
  if (content.length > 0 && !resume) {
    throw new UsageError({
      what: 'The folder is not empty',
      where: `--out ${out}`,
      received: listOf(content),
      allowed: 'a new or empty folder',
      fix: 'choose another folder, or add --resume to go on with the run in it',
    });
  }
  const saved = content.length > 0 ? await artefacts.readText(RUN_FILE) : undefined;
  if (saved === undefined && content.length > 0) {
    throw new UsageError({
      what: `The folder holds no run: it has no ${RUN_FILE}`,
      where: `--out ${out}`,
      received: listOf(content),
      fix: 'choose the folder of a run, or an empty one',
    });
  }
  if (saved !== undefined) assertSame(saved, options, artefacts);
  return saved;
}

/**
 * Names in a folder, left-overs of interrupted writes and locks aside; none where there is no folder: where there cannot be one, taking
 * hold of it says that it cannot be written to.
 */
async function contentOf(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => !LEFTOVERS.test(name)).sort();
  } catch (error) {
    if (ioErrorCode(error) === 'ENOENT' || ioErrorCode(error) === 'ENOTDIR') return [];
    const reason = { received: explain(error), fix: adviceFor(ioErrorCode(error)) };
    throw new CheckpointError({ what: 'The run folder cannot be read', where: directory, ...reason }, { cause: error });
  }
}

function assertSame(
  saved: string,
  { out, config, directory, command = 'pretrain' }: RunFolderOptions,
  artefacts: ArtefactStore,
): void {
  const file = artefacts.path(RUN_FILE);
  const before = parseJson(saved, file);
  const { directory: place, ...rest } = isJsonObject(before) ? before : {};
  const { directory: _, ...now } = config;
  const placeBefore = resolve(artefacts.directory, String(place));
  const changed = differences({ directory: placeBefore, ...rest }, { directory: resolve(directory), ...now });
  if (changed.length === 0) return;
  throw new ConfigError({
    what: 'The config differs from that of the run to resume',
    where: file,
    received: changed.join('\n            '),
    allowed: 'the config that the run was started with',
    fix: `resume with \`cloze ${command} ${file} --out ${out} --resume\`, or start a new run in another folder`,
  });
}
