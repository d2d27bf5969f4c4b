import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TokenizerError, type TokenizedText } from '@cloze/contracts';
import { ColumnWriter, type WrittenFile } from './column-writer.js';
import { shardName, type BytesPerToken } from './corpus-handle.js';
import { CORPUS_FORMAT } from './corpus-key.js';
import { MANIFEST_NAME, type CorpusManifest } from './corpus-manifest.js';
import { BLOCK_TOKENS } from './token-reader.js';

/** Tokens of a full shard, a whole number of blocks. */
export const TOKENS_PER_SHARD = 8192 * BLOCK_TOKENS;

/**
 * Writes the files of a cache folder, in memory that does not grow with the corpus:
 * `tokens-NNNNN.bin` ids with word starts in the highest bit, `sentences.bin` tokens of each sentence (uint32), `documents.bin`
 * sentences of each document (uint32), `hashes.bin` 64 bits of each document's SHA-256 (two uint32), `unigrams.bin` occurrences
 * of each id (float64), and last `manifest.json`.
 */
export class CorpusWriter {
  readonly #directory: string;
  readonly #vocabularySize: number;
  readonly #tokensPerShard: number;
  readonly #bytesPerToken: BytesPerToken;
  readonly #wordStart: number;
  readonly #counts: Float64Array;
  readonly #sentences: ColumnWriter;
  readonly #documents: ColumnWriter;
  readonly #hashes: ColumnWriter;
  readonly #files: WrittenFile[] = [];
  #shard: ColumnWriter;
  #shardTokens = 0;
  #hash: Hash | undefined;
  #documentSentences = 0;
  #counted = { documents: 0, sentences: 0, tokens: 0 };

  constructor(directory: string, vocabularySize: number, tokensPerShard = TOKENS_PER_SHARD) {
    this.#directory = directory;
    this.#vocabularySize = vocabularySize;
    this.#tokensPerShard = tokensPerShard;
    this.#bytesPerToken = vocabularySize <= 2 ** 15 ? 2 : 4;
    this.#wordStart = 2 ** (8 * this.#bytesPerToken - 1);
    this.#counts = new Float64Array(vocabularySize);
    this.#sentences = new ColumnWriter(directory, 'sentences.bin', uint32);
    this.#documents = new ColumnWriter(directory, 'documents.bin', uint32);
    this.#hashes = new ColumnWriter(directory, 'hashes.bin', uint32);
    this.#shard = this.#openShard(0);
  }

  /** What was written so far; the open document counts once it is ended. */
  get counted(): { readonly documents: number; readonly sentences: number; readonly tokens: number } {
    return this.#counted;
  }

  /** Text of the open document, which tells it from others when some are held out. */
  text(text: string): void {
    this.#hash ??= createHash('sha256');
    this.#hash.update(text);
  }

  /** A sentence of the open document. One without a token is left out. */
  sentence({ ids, wordStarts }: TokenizedText): void {
    if (ids.length === 0) return;
    for (let i = 0; i < ids.length; i += 1) {
      const id = ids[i];
      if (!(id >= 0 && id < this.#vocabularySize)) throw outside(id, this.#vocabularySize);
      if (this.#shardTokens === this.#tokensPerShard) this.#nextShard();
      this.#shard.push(wordStarts[i] === 1 ? id + this.#wordStart : id);
      this.#shardTokens += 1;
      this.#counts[id] += 1;
    }
    this.#sentences.push(ids.length);
    this.#documentSentences += 1;
    this.#counted.sentences += 1;
    this.#counted.tokens += ids.length;
  }

  /** Ends the open document. One without a sentence is left out. */
  endDocument(): void {
    const digest = this.#hash?.digest() ?? Buffer.alloc(8);
    this.#hash = undefined;
    if (this.#documentSentences === 0) return;
    this.#documents.push(this.#documentSentences);
    this.#hashes.push(digest.readUInt32LE(0));
    this.#hashes.push(digest.readUInt32LE(4));
    this.#documentSentences = 0;
    this.#counted.documents += 1;
  }

  /** Writes what is left, and the manifest; all of it is on the disk when this returns. */
  finish(): void {
    const unigrams = new ColumnWriter(this.#directory, 'unigrams.bin', (length) => new Float64Array(length));
    for (const count of this.#counts) unigrams.push(count);
    const columns = [this.#shard, this.#sentences, this.#documents, this.#hashes, unigrams];
    this.#files.push(...columns.map((column) => column.finish()));
    const manifest: CorpusManifest = {
      format: CORPUS_FORMAT,
      ...this.#counted,
      vocabularySize: this.#vocabularySize,
      bytesPerToken: this.#bytesPerToken,
      tokensPerShard: this.#tokensPerShard,
      files: this.#files,
    };
    const file = openSync(join(this.#directory, MANIFEST_NAME), 'wx');
    try {
      writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  /** Closes the files of a corpus that will not be finished. */
  abandon(): void {
    for (const column of [this.#shard, this.#sentences, this.#documents, this.#hashes]) column.abandon();
  }

  #openShard(shard: number): ColumnWriter {
    const make = this.#bytesPerToken === 2 ? (length: number) => new Uint16Array(length) : uint32;
    return new ColumnWriter(this.#directory, shardName(shard), make);
  }

  #nextShard(): void {
    this.#files.push(this.#shard.finish());
    this.#shard = this.#openShard(this.#files.length);
    this.#shardTokens = 0;
  }
}

function uint32(length: number): Uint32Array {
  return new Uint32Array(length);
}

function outside(id: number, vocabularySize: number): TokenizerError {
  return new TokenizerError({
    what: 'The tokenizer made an id outside its vocabulary',
    received: String(id),
    allowed: `0 to ${vocabularySize - 1}`,
    fix: 'mend the tokenizer, or train it again',
  });
}
