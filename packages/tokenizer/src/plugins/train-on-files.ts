import { stat } from 'node:fs/promises';
import { TokenizerError, type TokenizerTrainingReport } from '@cloze/contracts';
import { readTextBlocks } from '../training/read-text-blocks.js';

/**
 * Feeds files to training and reports how much was read.
 * @throws TokenizerError if there is no file, or one cannot be read
 */
export async function trainOnFiles<Trained>(
  files: readonly string[],
  report: TokenizerTrainingReport | undefined,
  train: (texts: AsyncIterable<string>) => Promise<Trained>,
): Promise<Trained> {
  if (files.length === 0) {
    throw new TokenizerError({
      what: 'There is no file to train a tokenizer on',
      received: 'an empty list of files',
      allowed: 'one text file or more',
    });
  }
  // A file that is not there is told by the reader, with its name.
  const sizes = await Promise.all(files.map(async (file) => (await stat(file).catch(() => undefined))?.size ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return train(readTextBlocks(files, (done) => report?.({ stage: 'read', done, total })));
}
