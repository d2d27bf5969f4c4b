import { growFloat64, growInt32 } from '../grow.js';
import { IndexedHeap } from '../heap.js';
import type { MergeScore } from './merge-score.js';
import type { PairTable } from './pair-table.js';

/** Pairs of one count. */
interface Group {
  readonly count: number;
  /** Pairs: in any order while asleep; then a heap, best first. */
  readonly members: number[];
  awake: boolean;
  /** At least the score of the best member. */
  bound: number;
}

/** What the queue needs to know of tokens. */
export interface TokenCounts {
  /** Occurrences by token. */
  readonly counts: Float64Array;
  /** Occurrences of all tokens together, N. */
  readonly total: number;
}

/**
 * All pairs that may be merged, best first. With a score that depends on the number of tokens, every merge changes every score; yet among
 * pairs of one count it never changes the order, which is by the product of the two tokens' counts. So pairs are grouped by count, each
 * group is a heap by that product, and a heap of groups stands over them with an upper bound for each group, which is set right only when
 * it comes to the top. Scores fall as tokens become fewer, so an old bound stays one. Groups that were never near the top stay asleep:
 * their members are not even sorted.
 */
export class PairQueue {
  private readonly groups: Group[] = [];
  private readonly freeGroups: number[] = [];
  private readonly groupOfCount = new Map<number, number>();
  private readonly top: IndexedHeap;
  private groupOf = new Int32Array(1024).fill(-1); // [pairs], -1 outside the queue
  private places = new Int32Array(1024); // [pairs], in the group's members
  private products = new Float64Array(1024); // [pairs], of the counts of both tokens; up to date while the group is awake

  /**
   * @param comparePairs orders pairs of equal score and count; negative if the first comes out first
   * @param leastCount pairs that are rarer stay outside
   */
  constructor(
    private readonly pairs: PairTable,
    private readonly tokens: TokenCounts,
    private readonly score: MergeScore,
    private readonly comparePairs: (a: number, b: number) => number,
    private readonly leastCount: number,
  ) {
    this.top = new IndexedHeap((a, b) => {
      const [x, y] = [this.groups[a], this.groups[b]];
      return x.bound > y.bound || (x.bound === y.bound && x.count > y.count);
    });
  }

  /** The pair with the highest score, then the highest count, then the first by `comparePairs`; -1 if there is none. */
  best(): number {
    for (;;) {
      const index = this.top.peek();
      if (index === undefined) return -1;
      const group = this.groups[index];
      if (!group.awake) this.wake(group);
      const score = this.bestScore(group);
      if (score >= group.bound) return group.members[0];
      group.bound = score;
      this.top.update(index);
      if (this.top.peek() === index) return group.members[0];
    }
  }

  /** The score of a pair now. */
  scoreOf(pair: number): number {
    return this.score.score(this.pairs.counts[pair], this.productOf(pair), this.tokens.total);
  }

  /** Puts a pair where its count belongs: in, out, or into another group. Call when counts of tokens are up to date. */
  countChanged(pair: number): void {
    if (pair >= this.groupOf.length) this.grow(pair + 1);
    const count = this.pairs.counts[pair];
    const index = this.groupOf[pair];
    if (index >= 0 && this.groups[index].count === count) {
      this.tokenCountChanged(pair);
      return;
    }
    if (index >= 0) this.takeOut(pair, index);
    if (count >= this.leastCount && count > 0) this.putIn(pair, count);
  }

  /** Moves a pair within its group after the count of one of its tokens changed. */
  tokenCountChanged(pair: number): void {
    const index = this.groupOf[pair];
    if (index < 0 || !this.groups[index].awake) return;
    const product = this.productOf(pair);
    const before = this.products[pair];
    if (product === before) return;
    this.products[pair] = product;
    const { members } = this.groups[index];
    if (product < before) this.up(members, this.places[pair]);
    else this.down(members, this.places[pair]);
    if (this.places[pair] === 0) this.raiseBound(index);
  }

  private productOf(pair: number): number {
    if (!this.score.usesTokenCounts) return 0;
    const { lefts, rights } = this.pairs;
    return this.tokens.counts[lefts[pair]] * this.tokens.counts[rights[pair]];
  }

  private bestScore(group: Group): number {
    return this.score.score(group.count, this.products[group.members[0]], this.tokens.total);
  }

  private raiseBound(index: number): void {
    const group = this.groups[index];
    const score = this.bestScore(group);
    if (score <= group.bound) return;
    group.bound = score;
    this.top.update(index);
  }

  private putIn(pair: number, count: number): void {
    let index = this.groupOfCount.get(count);
    if (index === undefined) {
      index = this.freeGroups.pop() ?? this.groups.length;
      this.groups[index] = { count, members: [], awake: false, bound: this.score.bound(count, this.tokens.total) };
      this.groupOfCount.set(count, index);
      this.top.push(index);
    }
    const { members, awake } = this.groups[index];
    this.groupOf[pair] = index;
    this.places[pair] = members.length;
    members.push(pair);
    if (!awake) return;
    this.products[pair] = this.productOf(pair);
    this.up(members, members.length - 1);
    if (this.places[pair] === 0) this.raiseBound(index);
  }

  private takeOut(pair: number, index: number): void {
    const { members, awake, count } = this.groups[index];
    this.groupOf[pair] = -1;
    const place = this.places[pair];
    const last = members.pop();
    if (last !== undefined && last !== pair) {
      members[place] = last;
      this.places[last] = place;
      if (awake) {
        this.up(members, place);
        this.down(members, this.places[last]);
      }
    }
    if (members.length > 0) return;
    this.top.remove(index);
    this.groupOfCount.delete(count);
    this.freeGroups.push(index);
  }

  private wake(group: Group): void {
    group.awake = true;
    const { members } = group;
    for (const pair of members) this.products[pair] = this.productOf(pair);
    for (let place = (members.length >> 1) - 1; place >= 0; place -= 1) this.down(members, place);
  }

  private before(a: number, b: number): boolean {
    const difference = this.products[a] - this.products[b];
    return difference < 0 || (difference === 0 && this.comparePairs(a, b) < 0);
  }

  private up(members: number[], from: number): void {
    const pair = members[from];
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.before(pair, members[parent])) break;
      this.put(members, place, members[parent]);
      place = parent;
    }
    this.put(members, place, pair);
  }

  private down(members: number[], from: number): void {
    const pair = members[from];
    let place = from;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= members.length) break;
      if (child + 1 < members.length && this.before(members[child + 1], members[child])) child += 1;
      if (!this.before(members[child], pair)) break;
      this.put(members, place, members[child]);
      place = child;
    }
    this.put(members, place, pair);
  }

  private put(members: number[], place: number, pair: number): void {
    members[place] = pair;
    this.places[pair] = place;
  }

  private grow(size: number): void {
    const before = this.groupOf.length;
    this.groupOf = growInt32(this.groupOf, size);
    this.groupOf.fill(-1, before);
    this.places = growInt32(this.places, size);
    this.products = growFloat64(this.products, size);
  }
}
