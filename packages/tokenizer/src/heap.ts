/** A binary heap of small non-negative integers that knows where each is, so that any can be removed or moved. */
export class IndexedHeap {
  private readonly items: number[] = [];
  private readonly places: number[] = []; // [item], index in `items`, or -1

  /** @param before whether the first item comes out before the second; must not change for items in the heap but by {@link update} */
  constructor(private readonly before: (a: number, b: number) => boolean) {}

  get size(): number {
    return this.items.length;
  }

  has(item: number): boolean {
    return (this.places[item] ?? -1) >= 0;
  }

  /** The item that comes out next. */
  peek(): number | undefined {
    return this.items[0];
  }

  push(item: number): void {
    while (this.places.length <= item) this.places.push(-1);
    this.items.push(item);
    this.places[item] = this.items.length - 1;
    this.up(this.items.length - 1);
  }

  pop(): number | undefined {
    const top = this.items[0];
    if (top !== undefined) this.remove(top);
    return top;
  }

  /** Takes an item out, if it is in. */
  remove(item: number): void {
    const place = this.places[item] ?? -1;
    if (place < 0) return;
    this.places[item] = -1;
    const last = this.items.pop();
    if (last === undefined || last === item) return;
    this.items[place] = last;
    this.places[last] = place;
    this.up(place);
    this.down(this.places[last]);
  }

  /** Moves an item to where it now belongs. */
  update(item: number): void {
    this.up(this.places[item]);
    this.down(this.places[item]);
  }

  private up(from: number): void {
    const { items, places } = this;
    const item = items[from];
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.before(item, items[parent])) break;
      items[place] = items[parent];
      places[items[place]] = place;
      place = parent;
    }
    items[place] = item;
    places[item] = place;
  }

  private down(from: number): void {
    const { items, places } = this;
    const item = items[from];
    let place = from;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.before(items[child + 1], items[child])) child += 1;
      if (!this.before(items[child], item)) break;
      items[place] = items[child];
      places[items[place]] = place;
      place = child;
    }
    items[place] = item;
    places[item] = place;
  }
}
