import { readFile } from 'node:fs/promises';
import { isUtf8 } from 'node:buffer';
import { TokenizerError } from '@cloze/contracts';

/**
 * A whole text file; a byte-order mark is dropped.
 * @throws TokenizerError if it cannot be read or is not UTF-8
 */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    const received = cause instanceof Error ? cause.message : String(cause);
    throw new TokenizerError({ what: 'A tokenizer file cannot be read', where: path, received }, { cause });
  });
  if (!isUtf8(bytes)) throw notUtf8(path, firstBadLine(bytes, 1));
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

/** The error for a file in another encoding. */
export function notUtf8(path: string, line: number): TokenizerError {
  return new TokenizerError({
    what: 'The file is not UTF-8 text',
    where: `${path}:${line}`,
    allowed: 'UTF-8',
    fix: 'convert it, for example with iconv -f latin1 -t utf8',
  });
}

/** The line of the first byte that is not UTF-8, counted from `first`. */
export function firstBadLine(bytes: Buffer, first: number): number {
  let line = first;
  for (let start = 0; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end;
  }
  return line;
}
