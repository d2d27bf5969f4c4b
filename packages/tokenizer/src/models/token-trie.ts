import { growInt32 } from '../grow.js';

/** The root, where every token starts. */
const ROOT = 0;

/**
 * The tokens of a vocabulary as a trie over UTF-16 code units, for the longest match in one walk. Edges live in one hash table, keyed by
 * node and unit: about 16 bytes a node, whatever the alphabet.
 */
export class TokenTrie {
  readonly root = ROOT;
  private nodes = 1;
  private ids = new Int32Array(1024); // [nodes], id + 1; 0 = no token ends here
  private slots: Int32Array<ArrayBuffer>; // [slots * 3]: node + 1, unit, child
  private mask: number;

  constructor(tokens: Iterable<readonly [token: string, id: number]>) {
    this.mask = 4095;
    this.slots = new Int32Array((this.mask + 1) * 3);
    for (const [token, id] of tokens) this.add(token, id);
  }

  /** The node that `text` leads to from the root; -1 if no token starts so. */
  walk(text: string): number {
    let node = ROOT;
    for (let i = 0; i < text.length && node >= 0; i += 1) node = this.child(node, text.charCodeAt(i));
    return node;
  }

  /** The node after `node` on reading `unit`; -1 if there is none. */
  child(node: number, unit: number): number {
    const { slots, mask } = this;
    for (let slot = hash(node, unit) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * 3;
      if (slots[at] === 0) return -1;
      if (slots[at] === node + 1 && slots[at + 1] === unit) return slots[at + 2];
    }
  }

  /** The id of the token that ends at `node`; -1 if none does. */
  idAt(node: number): number {
    return this.ids[node] - 1;
  }

  private add(token: string, id: number): void {
    let node = ROOT;
    for (let i = 0; i < token.length; i += 1) {
      const unit = token.charCodeAt(i);
      let child = this.child(node, unit);
      if (child < 0) {
        child = this.nodes;
        this.nodes += 1;
        if (this.nodes * 2 > this.mask) this.rehash();
        this.place(node, unit, child);
        if (this.nodes > this.ids.length) this.ids = growInt32(this.ids, this.nodes);
      }
      node = child;
    }
    this.ids[node] = id + 1;
  }

  private place(node: number, unit: number, child: number): void {
    let slot = hash(node, unit) & this.mask;
    while (this.slots[slot * 3] !== 0) slot = (slot + 1) & this.mask;
    this.slots.set([node + 1, unit, child], slot * 3);
  }

  private rehash(): void {
    const old = this.slots;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array((this.mask + 1) * 3);
    for (let at = 0; at < old.length; at += 3) {
      if (old[at] !== 0) this.place(old[at] - 1, old[at + 1], old[at + 2]);
    }
  }
}

function hash(node: number, unit: number): number {
  const mixed = Math.imul(node ^ Math.imul(unit, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
