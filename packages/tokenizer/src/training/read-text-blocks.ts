import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { TokenizerError } from '@cloze/contracts';
import { firstBadLine, notUtf8 } from '../files/read-text-file.js';

const BLOCK = 1 << 20;
/** Text without any white space for longer is cut between two characters. */
const LONGEST = 1 << 24;

/**
 * Reads text files in blocks of about a megabyte that end at white space, so that no word is cut: files of any size take the same memory.
 * @param report told how many bytes were read
 * @throws TokenizerError if a file cannot be read or is not UTF-8
 */
export async function* readTextBlocks(
  files: readonly string[],
  report?: (bytes: number) => void,
): AsyncGenerator<string> {
  let bytes = 0;
  for (const path of files) {
    for await (const block of blocksOf(path)) {
      yield block.text;
      report?.((bytes += block.bytes));
    }
  }
}

interface Block {
  readonly text: string;
  readonly bytes: number;
}

async function* blocksOf(path: string): AsyncGenerator<Block> {
  const file = await open(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  try {
    let buffer = Buffer.allocUnsafe(BLOCK);
    let kept = 0;
    let line = 1;
    let first = true;
    for (;;) {
      const read = await fill(file, buffer, kept, path);
      const length = kept + read;
      const isLast = length < buffer.length;
      const cut = isLast ? length : cutOf(buffer);
      if (cut === 0 && !isLast) {
        const larger = Buffer.allocUnsafe(buffer.length * 2);
        buffer.copy(larger);
        buffer = larger;
        kept = length;
        continue;
      }
      const block = buffer.subarray(0, cut);
      if (!isUtf8(block)) throw notUtf8(path, firstBadLine(block, line));
      const text = block.toString('utf8');
      yield { text: first && text.startsWith('\ufeff') ? text.slice(1) : text, bytes: read };
      if (isLast) return;
      first = false;
      line += linesIn(block);
      kept = length - cut;
      buffer.copyWithin(0, cut, length);
    }
  } finally {
    await file.close();
  }
}

/** Reads until the buffer is full or the file ends. */
async function fill(file: FileHandle, buffer: Buffer, from: number, path: string): Promise<number> {
  let at = from;
  while (at < buffer.length) {
    const { bytesRead } = await file.read(buffer, at, buffer.length - at).catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at - from;
}

/** Where a full buffer may be cut: after its last white space; 0 if it must grow first. */
function cutOf(buffer: Buffer): number {
  for (let at = buffer.length; at > 0; at -= 1) {
    const byte = buffer[at - 1];
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) return at;
  }
  if (buffer.length < LONGEST) return 0;
  let at = buffer.length - 1;
  while (at > buffer.length - 4 && (buffer[at] & 0xc0) === 0x80) at -= 1;
  return at;
}

function linesIn(block: Buffer): number {
  let lines = 0;
  for (let at = block.indexOf(0x0a); at >= 0; at = block.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}

function unreadable(path: string, cause: unknown): TokenizerError {
  const received = cause instanceof Error ? cause.message : String(cause);
  const fix = 'check the path and the right to read it';
  return new TokenizerError({ what: 'A training file cannot be read', where: path, received, fix }, { cause });
}
