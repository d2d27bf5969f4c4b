import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError, type Logger, type Tokenizer } from '@cloze/contracts';

/** The config's `tokenizer.addTokens`: words, or a file with one a line. */
export type TokensToAdd = string | readonly string[];

/**
 * A tokenizer with the words that a config adds to its vocabulary, found as whole words; their ids follow the last, so that every other one
 * stays.
 * @param directory where a relative path starts
 * @throws ConfigError for a file that cannot be read or has no word, and where the tokenizer takes none
 */
export async function addTokens(
  tokenizer: Tokenizer,
  tokens: TokensToAdd,
  directory: string,
  logger: Logger,
): Promise<Tokenizer> {
  const words = typeof tokens === 'string' ? await readWords(resolve(directory, tokens)) : tokens;
  if (tokenizer.withAddedTokens === undefined) {
    throw new ConfigError({
      what: 'This tokenizer takes no added tokens',
      where: 'tokenizer.addTokens',
      fix: 'remove it, or use "wordpiece.v1" or "bpe.v1"',
    });
  }
  const extended = tokenizer.withAddedTokens(words.map((content) => ({ content, special: false, singleWord: true })));
  const [before, now] = [tokenizer.vocabulary.size, extended.vocabulary.size];
  logger.info(`added ${now - before} of ${words.length} words to the vocabulary: ${before} → ${now} entries`);
  return extended;
}

async function readWords(file: string): Promise<readonly string[]> {
  const problem = (received: string, cause?: unknown) =>
    new ConfigError(
      {
        what: 'The words to add to the vocabulary cannot be read',
        where: `tokenizer.addTokens, ${file}`,
        received,
        allowed: 'a text file with one word a line',
      },
      { cause },
    );
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw problem(cause.message, cause);
  });
  const words = text.split(/\r?\n/).flatMap((line) => line.trim() || []);
  if (words.length === 0) throw problem('no word');
  return words;
}
