import type { TokenBuffer } from '../encoding/token-buffer.js';
import type { AlignedText } from '../text/aligned-text.js';
import { unitsAt } from '../unicode/code-points.js';
import type { SubwordModel } from './subword-model.js';
import { TokenTrie } from './token-trie.js';

/** What a WordPiece model is made of. */
export interface WordPieceSettings {
  /** The ordinary tokens with their ids; special tokens may be among them. */
  readonly tokens: Iterable<readonly [token: string, id: number]>;
  readonly unknownId: number;
  /** What a token that continues a word begins with, `##` in BERT. */
  readonly continuationPrefix: string;
  /** Words of more code points, after normalisation, become `[UNK]`. */
  readonly maxWordLength: number;
}

/** WordPiece: the longest token that fits, again and again. A word that does not come out whole is one `[UNK]`. */
export class WordPieceModel implements SubwordModel {
  private readonly trie: TokenTrie;
  private readonly continuation: number;

  constructor(private readonly settings: WordPieceSettings) {
    this.trie = new TokenTrie(settings.tokens);
    this.continuation = this.trie.walk(settings.continuationPrefix);
  }

  segment(text: AlignedText, from: number, to: number, word: number, out: TokenBuffer): void {
    const before = out.length;
    if (!this.isTooLong(text, from, to)) {
      let at = from;
      while (at < to) {
        const end = this.longestMatch(text.units, at, to, at === from ? this.trie.root : this.continuation);
        if (end < 0) break;
        out.push(this.matchedId, text.starts[at], text.ends[end - 1], word);
        at = end;
      }
      if (at === to) return;
    }
    out.length = before;
    out.push(this.settings.unknownId, text.starts[from], text.ends[to - 1], word);
  }

  private matchedId = -1;

  /** Where the longest token that starts at `at` ends; -1 if none starts there. Its id is left in `matchedId`. */
  private longestMatch(units: Uint16Array, at: number, to: number, root: number): number {
    let end = -1;
    for (let node = root, next = at; node >= 0 && next < to;) {
      node = this.trie.child(node, units[next]);
      next += 1;
      if (node >= 0 && this.trie.idAt(node) >= 0) {
        end = next;
        this.matchedId = this.trie.idAt(node);
      }
    }
    return end;
  }

  private isTooLong(text: AlignedText, from: number, to: number): boolean {
    const { maxWordLength } = this.settings;
    if (to - from <= maxWordLength) return false;
    let codePoints = 0;
    for (let at = from; at < to; at += unitsAt(text.units, at, to)) codePoints += 1;
    return codePoints > maxWordLength;
  }
}
