type Numbers = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** A typed array that grows as numbers are pushed: plans are long, and plain arrays of numbers would take several times the memory. */
export class GrowingArray<T extends Numbers> {
  #items: T;
  #length = 0;
  readonly #make: (length: number) => T;

  /** @param make makes an array of a length, such as `(length) => new Uint32Array(length)` */
  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#items = make(1024);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#items.length) {
      const larger = this.#make(this.#length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.#length] = value;
    this.#length += 1;
  }

  /** The numbers so far, in an array of their own. */
  toArray(): T {
    const array = this.#make(this.#length);
    array.set(this.#items.subarray(0, this.#length));
    return array;
  }
}
