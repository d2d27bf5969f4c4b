import { growInt32 } from '../grow.js';

/** Entries of one token's record in {@link TokenBuffer.records}. */
export const RECORD = 4;

/** Tokens on their way out: a growing list of (id, start, end, word) records. */
export class TokenBuffer {
  /** Id, start and end in UTF-16 code units, and index of the word, token after token. */
  records = new Int32Array(RECORD * 256);
  /** Number of tokens. */
  length = 0;

  clear(): void {
    this.length = 0;
  }

  push(id: number, start: number, end: number, word: number): void {
    this.reserve(1);
    const at = this.length * RECORD;
    this.records[at] = id;
    this.records[at + 1] = start;
    this.records[at + 2] = end;
    this.records[at + 3] = word;
    this.length += 1;
  }

  /** Makes room for so many more tokens. */
  reserve(tokens: number): void {
    const needed = (this.length + tokens) * RECORD;
    if (needed > this.records.length) this.records = growInt32(this.records, needed);
  }
}
