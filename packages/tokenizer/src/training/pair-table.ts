import { growFloat64, growInt32 } from '../grow.js';

/** All pairs of neighbouring tokens ever seen, numbered from 0, with their counts. Open addressing over typed arrays. */
export class PairTable {
  size = 0;
  lefts = new Int32Array(1024); // [pairs]
  rights = new Int32Array(1024); // [pairs]
  counts = new Float64Array(1024); // [pairs]
  private slots = new Int32Array(4096); // index + 1; 0 = free

  /** @param onAdd told of every new pair */
  constructor(private readonly onAdd: (pair: number, left: number, right: number) => void) {}

  /** The number of a pair, which is added with count 0 if it is new. */
  indexOf(left: number, right: number): number {
    const { slots, lefts, rights } = this;
    const mask = slots.length - 1;
    for (let slot = hash(left, right) & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot] - 1;
      if (index < 0) return this.add(left, right, slot);
      if (lefts[index] === left && rights[index] === right) return index;
    }
  }

  private add(left: number, right: number, slot: number): number {
    const index = this.size;
    if (index === this.lefts.length) {
      this.lefts = growInt32(this.lefts, index + 1);
      this.rights = growInt32(this.rights, index + 1);
      this.counts = growFloat64(this.counts, index + 1);
    }
    this.lefts[index] = left;
    this.rights[index] = right;
    this.slots[slot] = index + 1;
    this.size = index + 1;
    if (this.size * 2 > this.slots.length) this.rehash();
    this.onAdd(index, left, right);
    return index;
  }

  private rehash(): void {
    const mask = this.slots.length * 2 - 1;
    this.slots = new Int32Array(mask + 1);
    for (let index = 0; index < this.size; index += 1) {
      let slot = hash(this.lefts[index], this.rights[index]) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = index + 1;
    }
  }
}

function hash(left: number, right: number): number {
  const mixed = Math.imul(left ^ Math.imul(right + 1, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
