import { growInt32, growUint16 } from '../grow.js';

/** A hash table from chunks of text (stretches of UTF-16 code units) to 0, 1, 2, … in order of first sight. Open addressing. */
export class ChunkTable {
  /** Number of chunks. */
  size = 0;
  private slots = new Int32Array(2048); // index + 1; 0 = free
  private hashes = new Int32Array(1024); // [chunks]
  private starts = new Int32Array(1025); // [chunks + 1], into `arena`
  private arena = new Uint16Array(16384);

  /** The index of the chunk `units` [start, end); -1 if it is not here. `hash` must depend on these units alone. */
  find(units: Uint16Array, start: number, end: number, hash: number): number {
    const { slots, hashes, starts, arena } = this;
    const mask = slots.length - 1;
    const length = end - start;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot] - 1;
      if (index < 0) return -1;
      if (hashes[index] !== hash) continue;
      const from = starts[index];
      if (starts[index + 1] - from !== length) continue;
      let i = 0;
      while (i < length && arena[from + i] === units[start + i]) i += 1;
      if (i === length) return index;
    }
  }

  /** Adds a chunk that is not here yet, and returns its index. */
  add(units: Uint16Array, start: number, end: number, hash: number): number {
    const index = this.size;
    if (index === this.hashes.length) {
      this.hashes = growInt32(this.hashes, index + 1);
      this.starts = growInt32(this.starts, index + 2);
    }
    const from = this.starts[index];
    const to = from + end - start;
    if (to > this.arena.length) this.arena = growUint16(this.arena, to);
    this.arena.set(units.subarray(start, end), from);
    this.starts[index + 1] = to;
    this.hashes[index] = hash;
    this.size = index + 1;
    if (this.size * 2 > this.slots.length) this.rehash(this.slots.length * 2);
    else this.place(index);
    return index;
  }

  /** The units of a chunk; a view, valid until the next {@link add}. */
  units(index: number): Uint16Array {
    return this.arena.subarray(this.starts[index], this.starts[index + 1]);
  }

  clear(): void {
    this.size = 0;
    this.slots.fill(0);
  }

  private rehash(slots: number): void {
    this.slots = new Int32Array(slots);
    for (let index = 0; index < this.size; index += 1) this.place(index);
  }

  private place(index: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[index] & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = index + 1;
  }
}
