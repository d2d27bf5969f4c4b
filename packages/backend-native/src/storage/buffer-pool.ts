/** Buffers smaller than this are cheaper to make than to keep. */
const LEAST_BYTES = 4096;

/**
 * Keeps the buffers of disposed tensors for later ones, up to a bound in bytes: the pages of a fresh buffer cost more than
 * most kernels do. A buffer's capacity is rounded up to a quarter of an octave, so that the slightly different sizes of
 * ragged batches share buffers.
 */
export class BufferPool {
  readonly #free = new Map<number, ArrayBuffer[]>();
  #freeBytes = 0;

  /** @param maxBytes the most bytes to keep in unused buffers */
  constructor(readonly maxBytes: number) {}

  /** Bytes in unused buffers. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** Whether a tensor of this many bytes comes from the pool. */
  static pools(bytes: number): boolean {
    return bytes >= LEAST_BYTES;
  }

  /** The bytes of a buffer that holds `bytes`: the next of 4, 5, 6, 7 times a power of two. */
  static capacity(bytes: number): number {
    const step = 2 ** Math.max(0, Math.floor(Math.log2(bytes)) - 2);
    return Math.ceil(bytes / step) * step;
  }

  /**
   * A buffer of at least `bytes` with any contents. Up to half as large again will do, so that gradients take the place of activations that
   * the backward pass is done with.
   */
  take(bytes: number): ArrayBuffer {
    const least = BufferPool.capacity(bytes);
    for (let capacity = least; capacity <= 1.5 * least; capacity = BufferPool.capacity(capacity + 1)) {
      const buffer = this.#free.get(capacity)?.pop();
      if (buffer === undefined) continue;
      this.#freeBytes -= capacity;
      return buffer;
    }
    return new ArrayBuffer(least);
  }

  /** Gives back a buffer that nothing uses any more; small ones and those beyond the bound are left to the garbage collector. */
  give(buffer: ArrayBuffer): void {
    const capacity = buffer.byteLength;
    if (capacity < LEAST_BYTES || capacity > this.maxBytes) return;
    const buffers = this.#free.get(capacity) ?? [];
    // Delete and set again: the map then lists the capacities from least to most recently given back.
    this.#free.delete(capacity);
    this.#free.set(capacity, buffers);
    buffers.push(buffer);
    this.#freeBytes += capacity;
    while (this.#freeBytes > this.maxBytes) this.#evict();
  }

  /** Drops all unused buffers. */
  clear(): void {
    this.#free.clear();
    this.#freeBytes = 0;
  }

  #evict(): void {
    for (const [capacity, buffers] of this.#free) {
      if (buffers.pop() !== undefined) {
        this.#freeBytes -= capacity;
        return;
      }
      this.#free.delete(capacity);
    }
  }
}
