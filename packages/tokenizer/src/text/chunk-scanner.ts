import type { AddedTokenSearch } from '../added/added-token-search.js';
import { ADDED_START, CLASS_MASK, SPACE, WORD } from './chunk-classes.js';
import { UnitBuffer } from './unit-buffer.js';

/** What {@link ChunkScanner.next} found: the end of the text, a chunk, or an added token. */
export const END = 0;
export const CHUNK = 1;
export const ADDED = 2;

/**
 * Cuts text into chunks: stretches whose tokens do not depend on what is around them (a word, a punctuation character, an ideograph;
 * see {@link chunkClasses}), and hashes each on the way. One pass, one table look-up a code unit: the inner loop of encoding and of
 * counting words.
 */
export class ChunkScanner {
  readonly text = new UnitBuffer();
  /** The chunk or added token stood at is the units [start, end). */
  start = 0;
  end = 0;
  /** Of the chunk's units. */
  hash = 0;
  private readonly classes: Uint8Array;
  /** An added token was found; it is next. */
  private atAdded = false;

  /**
   * @param classes of {@link chunkClasses}
   * @param added tokens to stop at; what was found is in the search itself
   */
  constructor(
    classes: Uint8Array,
    private readonly added?: AddedTokenSearch,
  ) {
    this.classes = classes.slice();
    for (const unit of added?.firstUnits() ?? []) this.classes[unit] |= ADDED_START;
  }

  /** Starts anew at the beginning of `text`. */
  load(text: string): void {
    this.text.load(text);
    this.end = 0;
    this.atAdded = false;
    this.added?.restart(0, text.length);
  }

  /** Steps to the next chunk or added token and says which of the two it is. */
  next(): number {
    const { classes, added } = this;
    if (this.atAdded && added !== undefined) return this.takeAdded(added);
    const { units, length } = this.text;
    let at = this.end;
    let kind = SPACE;
    for (; at < length; at += 1) {
      kind = classes[units[at]];
      if (kind === SPACE) continue;
      if (kind >= ADDED_START) {
        if (this.foundAt(at)) return this.next();
        kind &= CLASS_MASK;
      }
      if (kind !== SPACE) break;
    }
    if (at >= length) return END;
    this.start = at;
    let hash = Math.imul(units[at] + 1, 0x9e3779b1);
    at += 1;
    if (kind === WORD) {
      for (; at < length; at += 1) {
        const unit = units[at];
        kind = classes[unit];
        if (kind !== WORD && (kind !== (WORD | ADDED_START) || this.foundAt(at))) break;
        hash = Math.imul(hash ^ unit, 0x85ebca6b);
      }
    }
    this.end = at;
    this.hash = hash ^ (hash >>> 15);
    return CHUNK;
  }

  /** Whether an added token starts at `at`. */
  private foundAt(at: number): boolean {
    return (this.atAdded = this.added?.matchAt(this.text.units, at) ?? false);
  }

  /** Stands at the added token just found. */
  private takeAdded(found: AddedTokenSearch): number {
    this.atAdded = false;
    this.start = found.start;
    this.end = found.end;
    return ADDED;
  }
}
