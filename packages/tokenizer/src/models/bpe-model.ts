import type { TokenBuffer } from '../encoding/token-buffer.js';
import type { AlignedText } from '../text/aligned-text.js';
import { codePointAt, unitsAt } from '../unicode/code-points.js';
import { IndexedHeap } from '../heap.js';
import { mergedToken } from './merged-token.js';
import type { SubwordModel } from './subword-model.js';

/** What a BPE model is made of. */
export interface BpeSettings {
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Pairs of tokens in the order in which training merged them: an earlier merge goes first. */
  readonly merges: readonly (readonly [left: string, right: string])[];
  readonly unknownId: number;
  /** What a token that continues a word begins with; may be empty. */
  readonly continuationPrefix: string;
  /** Make one `[UNK]` of neighbouring unknown characters. */
  readonly fuseUnknown: boolean;
}

interface Merge {
  readonly rank: number;
  readonly id: number;
}

/** Ids are below 2^26, so that a pair of them is one exact number. */
const PAIR = 2 ** 26;

/**
 * Byte-pair encoding over characters: a word starts as its code points, all but the first with the continuation prefix; then the pair
 * that training merged earliest is merged, the leftmost first, until no pair is left that was ever merged. A character outside the
 * vocabulary is an `[UNK]` of its own.
 */
export class BpeModel implements SubwordModel {
  private readonly merges = new Map<number, Merge>();
  private readonly firstIds = new Map<number, number>();
  private readonly laterIds = new Map<number, number>();

  constructor(private readonly settings: BpeSettings) {
    const { vocabulary, merges, continuationPrefix } = settings;
    merges.forEach(([left, right], rank) => {
      const pair = idOf(vocabulary, left) * PAIR + idOf(vocabulary, right);
      const id = idOf(vocabulary, mergedToken(left, right, continuationPrefix));
      if (!this.merges.has(pair)) this.merges.set(pair, { rank, id });
    });
  }

  segment(text: AlignedText, from: number, to: number, word: number, out: TokenBuffer): void {
    const pieces = this.characters(text, from, to);
    if (pieces.ids.length > 1) this.merge(pieces);
    for (let i = 0; i >= 0; i = pieces.next[i]) {
      out.push(pieces.ids[i], text.starts[pieces.starts[i]], text.ends[pieces.ends[i] - 1], word);
    }
  }

  private characters(text: AlignedText, from: number, to: number): Pieces {
    const pieces: Pieces = { ids: [], starts: [], ends: [], next: [], previous: [] };
    const { unknownId, fuseUnknown } = this.settings;
    for (let at = from; at < to;) {
      const end = at + unitsAt(text.units, at, to);
      const id = this.characterId(codePointAt(text.units, at, to), at === from);
      const last = pieces.ids.length - 1;
      if (fuseUnknown && id === unknownId && last >= 0 && pieces.ids[last] === unknownId) {
        pieces.ends[last] = end;
      } else {
        pieces.ids.push(id);
        pieces.starts.push(at);
        pieces.ends.push(end);
      }
      at = end;
    }
    pieces.ids.forEach((_, index) => {
      pieces.previous.push(index - 1);
      pieces.next.push(index + 1 < pieces.ids.length ? index + 1 : -1);
    });
    return pieces;
  }

  private characterId(codePoint: number, first: boolean): number {
    const known = first ? this.firstIds : this.laterIds;
    let id = known.get(codePoint);
    if (id === undefined) {
      const character = String.fromCodePoint(codePoint);
      const { vocabulary, continuationPrefix, unknownId } = this.settings;
      id = vocabulary.get(first ? character : continuationPrefix + character) ?? unknownId;
      known.set(codePoint, id);
    }
    return id;
  }

  /** Merges until nothing is left to merge. The heap holds each piece that can merge with its right neighbour, by rank and place. */
  private merge(pieces: Pieces): void {
    const { ids, next, previous, ends } = pieces;
    const found: (Merge | undefined)[] = [];
    const heap = new IndexedHeap((a, b) => {
      const difference = (found[a]?.rank ?? 0) - (found[b]?.rank ?? 0);
      return difference < 0 || (difference === 0 && a < b);
    });
    const update = (index: number) => {
      if (index < 0) return;
      heap.remove(index);
      found[index] = next[index] < 0 ? undefined : this.merges.get(ids[index] * PAIR + ids[next[index]]);
      if (found[index] !== undefined) heap.push(index);
    };
    ids.forEach((_, index) => update(index));
    for (let left = heap.pop(); left !== undefined; left = heap.pop()) {
      const right = next[left];
      ids[left] = found[left]?.id ?? ids[left];
      ends[left] = ends[right];
      next[left] = next[right];
      if (next[right] >= 0) previous[next[right]] = left;
      heap.remove(right);
      update(left);
      update(previous[left]);
    }
  }
}

/** A word being merged: a linked list over parallel arrays. */
interface Pieces {
  readonly ids: number[];
  /** Normalised units [start, end). */
  readonly starts: number[];
  readonly ends: number[];
  readonly next: number[];
  readonly previous: number[];
}

function idOf(vocabulary: ReadonlyMap<string, number>, token: string): number {
  const id = vocabulary.get(token);
  if (id === undefined) throw new RangeError(`merge of a token outside the vocabulary: ${token}`);
  return id;
}
