import { cutBefore } from './cut-before.js';

/** A line, or part of one too long for memory. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** False where the same line goes on in the next part. */
  readonly ends: boolean;
}

/** Splits text that comes in chunks into lines: at `\n`, `\r\n` or `\r`. Lines longer than the limit come in parts. */
export class LineSplitter {
  readonly #limit: number;
  #rest = '';
  #number = 1;

  /** @param limit most characters of a part, in UTF-16 code units */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that a chunk ends. */
  push(chunk: string): Line[] {
    let text = this.#rest + chunk;
    // A carriage return at the end may be half of `\r\n`.
    const held = text.endsWith('\r') ? '\r' : '';
    text = text.slice(0, text.length - held.length);
    const pieces = text.split(/\r\n|\n|\r/);
    const lines: Line[] = [];
    pieces.forEach((piece, i) => {
      const ends = i + 1 < pieces.length;
      const rest = this.#parts(piece, lines);
      if (ends) {
        lines.push({ text: rest, number: this.#number, ends });
        this.#number += 1;
      } else this.#rest = rest + held;
    });
    return lines;
  }

  /** The last line, where it does not end in a line break. */
  end(): Line[] {
    if (this.#rest === '') return [];
    const text = this.#rest.endsWith('\r') ? this.#rest.slice(0, -1) : this.#rest;
    return [{ text, number: this.#number, ends: true }];
  }

  /** Adds the parts of a line that fill the limit and returns what is left of it. */
  #parts(line: string, lines: Line[]): string {
    let rest = line;
    while (rest.length > this.#limit) {
      const at = cutBefore(rest, this.#limit);
      lines.push({ text: rest.slice(0, at), number: this.#number, ends: false });
      rest = rest.slice(at);
    }
    return rest;
  }
}
