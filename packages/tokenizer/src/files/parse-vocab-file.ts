import { TokenizerError } from '@cloze/contracts';
import { MOST_UNUSED_IDS } from './largest-id.js';

/**
 * The tokens of a `vocab.txt`, one a line, the line's number (from 0) being the id. Lines end at line feeds only, and are not trimmed:
 * U+2028 is a token of the Chinese BERT. An empty line is an id without a token. A file whose lines all end in CR LF is read as such.
 * @param name of the file, for messages
 * @throws TokenizerError if the file is empty, nearly so, or has a token twice
 */
export function parseVocabFile(name: string, text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const tokens = lines.every((line) => line.endsWith('\r')) ? lines.map((line) => line.slice(0, -1)) : lines;
  if (tokens.every((token) => token === '')) {
    throw new TokenizerError({
      what: 'The vocabulary is empty',
      where: name,
      received: `${lines.length} lines, no token`,
      allowed: 'one token a line',
      fix: 'train a tokenizer, or copy the vocab.txt of a published model',
    });
  }
  const unused = tokens.reduce((count, token) => count + Number(token === ''), 0);
  if (unused > MOST_UNUSED_IDS) {
    throw new TokenizerError({
      what: 'The vocabulary has too many empty lines',
      where: name,
      received: `${unused} of ${tokens.length} lines`,
      allowed: `at most ${MOST_UNUSED_IDS}, which are ids without a token`,
      fix: 'copy the vocab.txt of the model again',
    });
  }
  const seen = new Map<string, number>();
  tokens.forEach((token, id) => {
    const before = seen.get(token);
    if (before !== undefined && token !== '') throw twice(name, token, before, id);
    seen.set(token, id);
  });
  return tokens;
}

function twice(name: string, token: string, before: number, id: number): TokenizerError {
  return new TokenizerError({
    what: 'A token is in the vocabulary twice',
    where: `${name}:${id + 1}`,
    received: `${JSON.stringify(token)}, also on line ${before + 1}`,
    allowed: 'every token once: its line is its id',
    fix: 'give one of the two lines a name of its own, such as [unused1]; removing it would shift the ids after it',
  });
}
