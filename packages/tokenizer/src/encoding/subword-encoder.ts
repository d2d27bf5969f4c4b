import type { AddedToken } from '../added/added-token.js';
import { AddedTokenSearch } from '../added/added-token-search.js';
import { growInt32 } from '../grow.js';
import type { SubwordModel } from '../models/subword-model.js';
import { AlignedText } from '../text/aligned-text.js';
import type { BertNormalizer } from '../text/bert-normalizer.js';
import { chunkClasses } from '../text/chunk-classes.js';
import { CHUNK, ChunkScanner, END } from '../text/chunk-scanner.js';
import { ChunkTable } from '../text/chunk-table.js';
import { UnitBuffer } from '../text/unit-buffer.js';
import { forEachWord } from '../text/words.js';
import { RECORD, TokenBuffer } from './token-buffer.js';

/** Longer chunks are rare and are not kept. */
const LONGEST_CACHED = 128;
/** Chunks kept before the cache starts anew: the frequent ones are back at once, and memory stays within about 30 MB. */
const CACHED_CHUNKS = 1 << 18;

/**
 * From text to tokens, without templates: added tokens, normalisation, splitting into words, subwords. The tokens of every chunk of
 * original text are kept, so that a word seen before costs one hash look-up.
 */
export class SubwordEncoder {
  private readonly scanner: ChunkScanner;
  private readonly original: AddedTokenSearch;
  private readonly normalized: AddedTokenSearch;
  private readonly aligned = new AlignedText();
  private readonly chunks = new ChunkTable();
  /** Where the tokens of each cached chunk start in `pieces`; positions and words there are relative to the chunk. */
  private pieceStarts = new Int32Array(1025); // [chunks + 1]
  private readonly pieces = new TokenBuffer();

  constructor(
    private readonly normalizer: BertNormalizer,
    private readonly model: SubwordModel,
    addedTokens: readonly AddedToken[],
  ) {
    const byStage = (normalized: boolean) => addedTokens.filter((token) => token.normalized === normalized);
    this.original = new AddedTokenSearch(byStage(false), ({ content }) => content);
    this.normalized = new AddedTokenSearch(byStage(true), ({ content }) => normalizer.normalizeString(content));
    this.scanner = new ChunkScanner(chunkClasses(normalizer), this.original);
  }

  /** Appends the tokens of `text`; words are numbered from 0. */
  append(text: string, out: TokenBuffer): void {
    // Tokens sought in normalised text may reach over several chunks.
    if (this.normalized.isEmpty) this.appendByChunks(text, out);
    else this.appendUncached(text, out);
  }

  private appendByChunks(text: string, out: TokenBuffer): void {
    const { scanner, chunks } = this;
    scanner.load(text);
    let word = 0;
    for (let found = scanner.next(); found !== END; found = scanner.next()) {
      const { start, end } = scanner;
      if (found === CHUNK) {
        const { units } = scanner.text;
        const known = chunks.find(units, start, end, scanner.hash);
        if (known < 0 && end - start > LONGEST_CACHED) word = this.appendSection(units, start, end, word, out);
        else word = this.copyPieces(known < 0 ? this.addChunk() : known, start, word, out);
      } else {
        out.push(this.original.token?.id ?? 0, start, end, word);
        word += 1;
      }
    }
  }

  /** Copies the tokens of a cached chunk to where it stands; returns the number of the next word. */
  private copyPieces(chunk: number, start: number, word: number, out: TokenBuffer): number {
    const from = this.pieceStarts[chunk] * RECORD;
    const to = this.pieceStarts[chunk + 1] * RECORD;
    if (from === to) return word;
    const count = (to - from) / RECORD;
    out.reserve(count);
    const source = this.pieces.records;
    const target = out.records;
    let at = out.length * RECORD;
    for (let piece = from; piece < to; piece += RECORD, at += RECORD) {
      target[at] = source[piece];
      target[at + 1] = source[piece + 1] + start;
      target[at + 2] = source[piece + 2] + start;
      target[at + 3] = source[piece + 3] + word;
    }
    out.length += count;
    return target[at - 1] + 1;
  }

  /** Splits the chunk that the scanner stands at, and keeps its tokens. */
  private addChunk(): number {
    const { chunks, pieces, scanner } = this;
    if (chunks.size >= CACHED_CHUNKS) {
      chunks.clear();
      pieces.clear();
    }
    const { start, end } = scanner;
    const chunk = chunks.add(scanner.text.units, start, end, scanner.hash);
    if (chunk + 1 >= this.pieceStarts.length) this.pieceStarts = growInt32(this.pieceStarts, chunk + 2);
    const first = pieces.length;
    this.appendSection(scanner.text.units, start, end, 0, pieces);
    for (let at = first * RECORD; at < pieces.length * RECORD; at += RECORD) {
      pieces.records[at + 1] -= start;
      pieces.records[at + 2] -= start;
    }
    this.pieceStarts[chunk + 1] = pieces.length;
    return chunk;
  }

  private readonly whole = new UnitBuffer();

  private appendUncached(text: string, out: TokenBuffer): void {
    this.whole.load(text);
    const { units, length } = this.whole;
    const { original } = this;
    original.restart(0, length);
    let word = 0;
    let done = 0;
    for (let at = 0; at < length; at += 1) {
      if (at < done || !original.matchAt(units, at)) continue;
      word = this.appendSection(units, done, original.start, word, out);
      out.push(original.token?.id ?? 0, original.start, original.end, word);
      word += 1;
      done = original.end;
    }
    this.appendSection(units, done, length, word, out);
  }

  /** Normalises and splits the units [from, to), in which no unnormalised added token is; returns the number of the next word. */
  private appendSection(units: Uint16Array, from: number, to: number, word: number, out: TokenBuffer): number {
    const { aligned, normalized } = this;
    aligned.clear();
    this.normalizer.normalize(units, from, to, aligned);
    if (normalized.isEmpty) return this.appendWords(0, aligned.length, word, out);
    normalized.restart(0, aligned.length);
    let next = word;
    let done = 0;
    for (let at = 0; at < aligned.length; at += 1) {
      if (at < done || !normalized.matchAt(aligned.units, at)) continue;
      const { start, end, token } = normalized;
      next = this.appendWords(done, start, next, out);
      out.push(token?.id ?? 0, aligned.starts[start], aligned.ends[end - 1], next);
      next += 1;
      done = end;
    }
    return this.appendWords(done, aligned.length, next, out);
  }

  private appendWords(from: number, to: number, word: number, out: TokenBuffer): number {
    let next = word;
    forEachWord(this.aligned, from, to, (start, end) => {
      this.model.segment(this.aligned, start, end, next, out);
      next += 1;
    });
    return next;
  }
}
