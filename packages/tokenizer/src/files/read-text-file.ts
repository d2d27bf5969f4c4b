import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { TokenizerError } from '@cloze/contracts';

/** Larger than any file of a tokenizer. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Opening a pipe must not wait for somebody to write to it. Windows has no such flag, and no pipes among files. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * A whole text file; a byte-order mark is dropped.
 * @throws TokenizerError if it cannot be read, is no regular file, larger than 64 MiB, or not UTF-8
 */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readBytes(path).catch((cause: unknown) => {
    if (cause instanceof TokenizerError) throw cause;
    const received = cause instanceof Error ? cause.message : String(cause);
    throw new TokenizerError({ what: 'A tokenizer file cannot be read', where: path, received }, { cause });
  });
  if (!isUtf8(bytes)) throw notUtf8(path, firstBadLine(bytes, 1));
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

async function readBytes(path: string): Promise<Buffer> {
  const file = await open(path, READ);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw notRead(path, stat.isDirectory() ? 'a folder' : 'a pipe, a socket or a device');
    if (stat.size > MAX_BYTES) throw notRead(path, `${stat.size} bytes`);
    // No more than what was there when it was opened, should it grow.
    const bytes = Buffer.alloc(stat.size);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function notRead(path: string, received: string): TokenizerError {
  return new TokenizerError({
    what: 'A tokenizer file cannot be read',
    where: path,
    received,
    allowed: `a regular file of at most ${MAX_BYTES} bytes`,
  });
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
