import { growInt32 } from '../grow.js';

const NONE = 0;

/** For every pair, the words that it occurs in: singly linked lists in one pool, 8 bytes an entry, given back when read. */
export class OccurrenceLists {
  private heads = new Int32Array(1024); // [pairs], index of the first node
  private words = new Int32Array(4096); // [nodes]; node 0 is no node
  private nexts = new Int32Array(4096); // [nodes]
  private nodes = 1;
  private free = NONE;

  /** Notes that `pair` occurs in `word`; said twice in a row, it is noted once. */
  add(pair: number, word: number): void {
    if (pair >= this.heads.length) this.heads = growInt32(this.heads, pair + 1);
    const head = this.heads[pair];
    if (head !== NONE && this.words[head] === word) return;
    const node = this.allocate();
    this.words[node] = word;
    this.nexts[node] = head;
    this.heads[pair] = node;
  }

  /** Calls `visit` with every word noted for `pair`, some perhaps twice, and empties its list. */
  drain(pair: number, visit: (word: number) => void): void {
    if (pair >= this.heads.length) return;
    let node = this.heads[pair];
    this.heads[pair] = NONE;
    while (node !== NONE) {
      const next = this.nexts[node];
      const word = this.words[node];
      this.nexts[node] = this.free;
      this.free = node;
      visit(word);
      node = next;
    }
  }

  private allocate(): number {
    if (this.free !== NONE) {
      const node = this.free;
      this.free = this.nexts[node];
      return node;
    }
    if (this.nodes === this.words.length) {
      this.words = growInt32(this.words, this.nodes + 1);
      this.nexts = growInt32(this.nexts, this.nodes + 1);
    }
    this.nodes += 1;
    return this.nodes - 1;
  }
}
