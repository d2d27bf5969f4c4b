import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * A file of JSON lines that is appended to and can be cut back. Synchronous, so that an error surfaces at the row that could not be
 * written.
 */
export class JsonlFile {
  readonly #descriptor: number;
  /** False for a pipe or device, which can neither be cut back nor flushed. */
  readonly #isFile: boolean;

  /** Opens or creates a file. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'a+');
    this.#isFile = fstatSync(this.#descriptor).isFile();
  }

  /**
   * Cuts the file before the first line that `keeps` turns away, or that was not written in full.
   */
  cutBack(keeps: (row: unknown) => boolean): void {
    if (!this.#isFile) return;
    let end = 0;
    for (const { text, end: lineEnd } of this.#lines()) {
      if (!keeps(parse(text))) break;
      end = lineEnd;
    }
    ftruncateSync(this.#descriptor, end);
  }

  append(text: string): void {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) done += writeSync(this.#descriptor, bytes, done);
  }

  /** Makes what was appended survive a power cut. */
  sync(): void {
    if (this.#isFile) fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Complete lines and where they end, read in chunks. */
  *#lines(): Generator<{ readonly text: string; readonly end: number }> {
    const chunk = Buffer.alloc(1024 * 1024);
    let rest = Buffer.alloc(0);
    let start = 0;
    for (;;) {
      const count = readSync(this.#descriptor, chunk, 0, chunk.length, start + rest.length);
      if (count === 0) return;
      let bytes = Buffer.concat([rest, chunk.subarray(0, count)]);
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10)) {
        yield { text: bytes.toString('utf8', 0, at), end: start + at + 1 };
        bytes = bytes.subarray(at + 1);
        start += at + 1;
      }
      rest = bytes;
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
