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

/** What decides, beside the inputs, what a tokenised corpus looks like: another one reads the same text otherwise. */
export interface CorpusVersions {
  /** Of the files in a cache folder. */
  readonly format: number;
  /** Of Unicode's tables, by which letters are told apart. */
  readonly unicode: string | undefined;
  /** Of the library by whose rules sentences are split; undefined in a Node without it. */
  readonly icu: string | undefined;
}

const OWN_VERSIONS: CorpusVersions = {
  format: CORPUS_FORMAT,
  unicode: process.versions.unicode,
  icu: process.versions.icu,
};

/**
 * Name of a corpus' cache folder: a hash over the tokenizer, the dataset's options, each file's path, size and time of change,
 * the format, the byte order, and the versions of Unicode's tables, by which sentences are split. Files are not read: a changed
 * file is noticed by its size or time, as `make` does.
 * @param versions those of this process, unless told otherwise
 * @throws DataError for a file that is not there
 */
export async function corpusKey(
  { dataset, cacheKey, tokenizer }: CorpusKeyInputs,
  { format, unicode, icu }: CorpusVersions = OWN_VERSIONS,
): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([format, unicode, icu, endianness(), tokenizer, cacheKey, dataset.locale ?? 'en']));
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
