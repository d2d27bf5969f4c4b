import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { DataError } from '@cloze/contracts';

const CHUNK_BYTES = 1 << 20;

/**
 * Text of a file, a chunk at a time; chunks end between characters. A byte order mark is dropped.
 * @param encoding a name of the WHATWG encoding standard, such as `utf-8` or `windows-1252`
 * @throws DataError naming the file, where it cannot be read, and the place of the first bytes that are no text in the encoding
 */
export async function* readText(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = isUtf8Name(encoding) ? new Utf8Decoder(path) : new NamedDecoder(path, encoding);
  const file = await open(path, 'r').catch((cause: Error) => {
    throw unreadable(path, cause);
  });
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null).catch((cause: Error) => {
        throw unreadable(path, cause);
      });
      const text = await decoder.decode(buffer.subarray(0, bytesRead), bytesRead === 0);
      if (text !== '') yield text;
      if (bytesRead === 0) return;
    }
  } finally {
    await file.close();
  }
}

/** True for the names that mean UTF-8. */
function isUtf8Name(encoding: string): boolean {
  return new TextDecoder(encoding).encoding === 'utf-8';
}

function unreadable(path: string, cause: Error): DataError {
  return new DataError(
    {
      what: 'Cannot read a file of text',
      where: path,
      received: cause.message,
      fix: 'make the file readable, or leave it out of "files"',
    },
    { cause },
  );
}

/** UTF-8 without TextDecoder, which would not tell where a wrong byte is; checking and decoding apart is also faster. */
class Utf8Decoder {
  readonly #path: string;
  #rest = Buffer.alloc(0);
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async decode(chunk: Buffer, last: boolean): Promise<string> {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const whole = bytes.subarray(0, last ? bytes.length : wholeLength(bytes));
    if (!isUtf8(whole)) throw await this.#wrong(whole);
    const text = whole.toString('utf8');
    const first = this.#offset === 0;
    this.#offset += whole.length;
    this.#rest = Buffer.from(bytes.subarray(whole.length));
    return first && text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  async #wrong(bytes: Buffer): Promise<DataError> {
    const at = firstInvalid(bytes);
    const offset = this.#offset + at;
    const byte = bytes[at].toString(16).padStart(2, '0');
    return new DataError({
      what: 'A file of text is not valid UTF-8',
      where: `${this.#path}, line ${await lineAt(this.#path, offset)}`,
      received: `byte 0x${byte} at offset ${offset}`,
      fix: 'convert the file to UTF-8, or name its encoding, such as "encoding": "windows-1252"',
    });
  }
}

/** Bytes up to the last character that is there whole. */
function wholeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) break;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function firstInvalid(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const end = at + sequenceLength(bytes[at]);
    if (end > bytes.length || !isUtf8(bytes.subarray(at, end))) return at;
    at = end;
  }
  return at;
}

/** The line of a byte, from 1. Reads the file again: nobody counts lines for files that are right. */
async function lineAt(path: string, offset: number): Promise<number> {
  if (offset === 0) return 1;
  let line = 1;
  for await (const chunk of createReadStream(path, { end: offset - 1 })) {
    for (const byte of chunk) if (byte === 10) line += 1;
  }
  return line;
}

class NamedDecoder {
  readonly #path: string;
  readonly #decoder: TextDecoder;
  #offset = 0;

  constructor(path: string, encoding: string) {
    this.#path = path;
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  async decode(chunk: Buffer, last: boolean): Promise<string> {
    const start = this.#offset;
    this.#offset += chunk.length;
    try {
      return this.#decoder.decode(chunk, { stream: !last });
    } catch {
      throw new DataError({
        what: `A file of text is not valid ${this.#decoder.encoding}`,
        where: this.#path,
        received: `other bytes between offsets ${start} and ${this.#offset}`,
        fix: 'name the encoding that the file has in "encoding"',
      });
    }
  }
}
