import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

type Numbers = Uint16Array | Uint32Array | Float64Array;

/** A file of a cache folder as its manifest names it. */
export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  readonly crc32: number;
}

const BUFFER_ITEMS = 1 << 17;

/** Writes numbers to a file as they come, through a buffer of fixed size. */
export class ColumnWriter {
  readonly #name: string;
  readonly #file: number;
  readonly #buffer: Numbers;
  #filled = 0;
  #bytes = 0;
  #crc = 0;

  /** @param make makes the buffer: its type is that of the file's numbers */
  constructor(directory: string, name: string, make: (length: number) => Numbers) {
    this.#name = name;
    this.#file = openSync(join(directory, name), 'wx');
    this.#buffer = make(BUFFER_ITEMS);
  }

  push(value: number): void {
    this.#buffer[this.#filled] = value;
    this.#filled += 1;
    if (this.#filled === BUFFER_ITEMS) this.#flush();
  }

  /** Writes what is left and waits until the disk has it. */
  finish(): WrittenFile {
    this.#flush();
    fsyncSync(this.#file);
    closeSync(this.#file);
    return { name: this.#name, bytes: this.#bytes, crc32: this.#crc };
  }

  /** Closes an unfinished file. */
  abandon(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = new Uint8Array(this.#buffer.buffer, 0, this.#filled * this.#buffer.BYTES_PER_ELEMENT);
    this.#crc = crc32(bytes, this.#crc);
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    this.#bytes += bytes.length;
    this.#filled = 0;
  }
}
