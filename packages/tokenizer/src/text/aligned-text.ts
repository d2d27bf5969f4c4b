import { growInt32, growUint16 } from '../grow.js';

/**
 * Normalised text that remembers where it comes from: for every UTF-16 code unit, the stretch of the original that it stands for.
 * A scratch buffer: cleared and filled again for every piece of text, so that encoding allocates nothing.
 */
export class AlignedText {
  units = new Uint16Array(256);
  /** Where the original character of each unit starts and ends, in UTF-16 code units of the original. */
  starts = new Int32Array(256);
  ends = new Int32Array(256);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  push(unit: number, start: number, end: number): void {
    const index = this.length;
    if (index === this.units.length) {
      this.units = growUint16(this.units, index + 1);
      this.starts = growInt32(this.starts, index + 1);
      this.ends = growInt32(this.ends, index + 1);
    }
    this.units[index] = unit;
    this.starts[index] = start;
    this.ends[index] = end;
    this.length = index + 1;
  }

  /** The units [from, to) as a string. */
  slice(from: number, to: number): string {
    let text = '';
    for (let at = from; at < to; at += CALL_LIMIT) {
      text += String.fromCharCode(...this.units.subarray(at, Math.min(to, at + CALL_LIMIT)));
    }
    return text;
  }
}

/** Engines bound the number of arguments of one call. */
const CALL_LIMIT = 4096;
