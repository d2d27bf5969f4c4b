import { shrinkableBuffer } from './shrinkable-buffer.js';

/** Bytes before and after an array. */
const MARGIN = 64;
const PATTERN = 0xa5;

/** Arrays with a margin on both sides, in which a write beyond the array shows. */
export class GuardedMemory {
  readonly #buffers: ArrayBuffer[] = [];

  /** @param shrinkable whether the memory of an array can be taken away while it is in use, see {@link takeAway} */
  constructor(readonly shrinkable: boolean) {}

  floats(length: number): Float32Array {
    return new Float32Array(this.#buffer(4 * length), MARGIN, length);
  }

  integers(length: number): Int32Array {
    return new Int32Array(this.#buffer(4 * length), MARGIN, length);
  }

  bytes(length: number): Uint8Array {
    return new Uint8Array(this.#buffer(length), MARGIN, length);
  }

  /** Whether every margin is as it was. Those of detached buffers are gone. */
  isIntact(): boolean {
    return this.#buffers.every((buffer) => {
      if (buffer.byteLength === 0) return true;
      const end = buffer.byteLength - MARGIN;
      return isPattern(new Uint8Array(buffer, 0, MARGIN)) && isPattern(new Uint8Array(buffer, end, MARGIN));
    });
  }

  #buffer(bytes: number): ArrayBuffer {
    const size = bytes + 2 * MARGIN;
    const buffer = this.shrinkable ? shrinkableBuffer(size) : new ArrayBuffer(size);
    new Uint8Array(buffer, 0, MARGIN).fill(PATTERN);
    new Uint8Array(buffer, MARGIN + bytes, MARGIN).fill(PATTERN);
    this.#buffers.push(buffer);
    return buffer;
  }
}

function isPattern(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === PATTERN);
}
