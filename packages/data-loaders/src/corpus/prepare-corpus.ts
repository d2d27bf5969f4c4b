import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ClozeError, DataError, silentLogger, type DocumentDataset, type Logger } from '@cloze/contracts';
import type { CorpusTokenizer } from './corpus-tokenizer.js';
import { buildCorpus, type CorpusProgress } from './build-corpus.js';
import { corpusKey } from './corpus-key.js';
import { loadCorpus, type LoadedCorpus, type StoredCorpus } from './load-corpus.js';
import { publishFolder, removeAbandonedFolders, temporaryFolder } from './publish-folder.js';

/** What preparing a corpus needs. */
export interface PrepareCorpusOptions {
  readonly dataset: DocumentDataset;
  /** Changes with every option of the dataset; see `openDataset`. */
  readonly cacheKey: string;
  readonly tokenizer: CorpusTokenizer;
  /** Folder of all tokenised corpora. Several processes may use it at once. */
  readonly cacheDirectory: string;
  readonly logger?: Logger;
  readonly report?: (progress: CorpusProgress) => void;
}

/**
 * The tokenised corpus of a dataset: read from the cache where it is there and whole, made otherwise. It is written to a folder
 * of its own, which gets its name once all is on the disk, so that a process killed at any moment leaves no half corpus.
 * @throws DataError for files that cannot be read, change meanwhile or hold no text, and for a cache folder that cannot be written
 */
export async function prepareCorpus(options: PrepareCorpusOptions): Promise<StoredCorpus> {
  const { dataset, cacheKey, tokenizer, cacheDirectory, logger = silentLogger, report = () => {} } = options;
  const name = await corpusKey({ dataset, cacheKey, tokenizer: tokenizer.fingerprint });
  const directory = join(cacheDirectory, name);
  try {
    const cached = await loadFor(directory, tokenizer);
    if (cached.state === 'whole') return cached.corpus;
    if (cached.state === 'damaged') {
      logger.warn(`The cached corpus ${directory} is damaged (${cached.reason}) and is made again.`);
    }
    await removeAbandonedFolders(cacheDirectory);
    const temporary = await temporaryFolder(cacheDirectory, name);
    try {
      await buildCorpus(dataset, tokenizer, temporary, report);
      if ((await corpusKey({ dataset, cacheKey, tokenizer: tokenizer.fingerprint })) !== name) throw changed(dataset);
      await publishFolder(temporary, directory, async () => (await loadFor(directory, tokenizer)).state === 'whole');
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
    const made = await loadFor(directory, tokenizer);
    if (made.state === 'whole') return made.corpus;
    throw new Error(made.state === 'damaged' ? made.reason : 'the folder disappeared');
  } catch (cause) {
    if (ClozeError.is(cause) || !(cause instanceof Error)) throw cause;
    const fix = 'free space, make the folder writable, or name another cache folder';
    throw new DataError(
      { what: 'Cannot cache a tokenised corpus', where: cacheDirectory, received: cause.message, fix },
      { cause },
    );
  }
}

async function loadFor(directory: string, tokenizer: CorpusTokenizer): Promise<LoadedCorpus> {
  const loaded = await loadCorpus(directory);
  const { size } = tokenizer.vocabulary;
  if (loaded.state !== 'whole' || loaded.corpus.store.vocabularySize === size) return loaded;
  return { state: 'damaged', reason: `it is of a vocabulary of another size than ${size}` };
}

function changed({ files }: DocumentDataset): DataError {
  return new DataError({
    what: 'A file of the corpus changed while it was read',
    where: files.slice(0, 3).join(', ') + (files.length > 3 ? ` and ${files.length - 3} more` : ''),
    fix: 'start again once nothing writes to the files',
  });
}
