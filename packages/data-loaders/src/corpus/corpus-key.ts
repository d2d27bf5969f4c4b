import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { endianness } from 'node:os';
import { DataError, type DocumentDataset } from '@cloze/contracts';

/** Version of the files in a cache folder. */
export const CORPUS_FORMAT = 1;

/** What a tokenised corpus depends on, beside the contents of its files. */
export interface CorpusKeyInputs {
  readonly dataset: DocumentDataset;
  /** Changes with every option of the dataset. */
  readonly cacheKey: string;
  /** The tokenizer's fingerprint. */
  readonly tokenizer: string;
}

/**
 * Name of a corpus' cache folder: a hash over the tokenizer, the dataset's options, each file's path, size and time of change,
 * the format, the byte order, and the versions of Unicode's tables, by which sentences are split. Files are not read: a changed
 * file is noticed by its size or time, as `make` does.
 * @throws DataError for a file that is not there
 */
export async function corpusKey({ dataset, cacheKey, tokenizer }: CorpusKeyInputs): Promise<string> {
  const hash = createHash('sha256');
  const { unicode, icu } = process.versions;
  hash.update(JSON.stringify([CORPUS_FORMAT, unicode, icu, endianness(), tokenizer, cacheKey, dataset.locale ?? 'en']));
  for (const file of dataset.files) {
    const { size, mtimeNs } = await stat(file, { bigint: true }).catch((cause: Error) => {
      throw new DataError(
        { what: 'A file of the corpus is not there', where: file, received: cause.message },
        { cause },
      );
    });
    hash.update(JSON.stringify([file, String(size), String(mtimeNs)]));
  }
  return hash.digest('hex').slice(0, 32);
}
