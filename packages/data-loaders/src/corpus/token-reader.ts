import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '@cloze/contracts';
import { shardName, type FileStore, type MemoryStore, type TokenStore } from './corpus-handle.js';

/** Tokens of one block; a shard holds a whole number of them. */
export const BLOCK_TOKENS = 8192;

/** Reads tokens of one store. */
export interface TokenReader {
  /** Writes ids and word starts of tokens [start, end) into the arrays, from index `at` on. */
  read(start: number, end: number, ids: Int32Array, wordStarts: Uint8Array, at: number): void;
  close(): void;
}

/** Opens a store. @param cacheBytes memory for blocks of files that were read */
export function createTokenReader(store: TokenStore, cacheBytes: number): TokenReader {
  return store.kind === 'files' ? new FileReader(store, cacheBytes) : memoryReader(store);
}

function memoryReader({ packed }: MemoryStore): TokenReader {
  return {
    read(start, end, ids, wordStarts, at) {
      for (let i = start; i < end; i += 1, at += 1) {
        ids[at] = packed[i] & 0x7fff_ffff;
        wordStarts[at] = packed[i] >>> 31;
      }
    },
    close() {},
  };
}

type Block = Uint16Array | Uint32Array;

/**
 * Reads blocks by position and keeps those used last, so that a corpus that fits the cache is read once, and a larger one costs
 * one short read an example.
 */
class FileReader implements TokenReader {
  readonly #store: FileStore;
  readonly #blocks = new Map<number, Block>();
  readonly #mostBlocks: number;
  readonly #files: (number | undefined)[] = [];

  constructor(store: FileStore, cacheBytes: number) {
    this.#store = store;
    this.#mostBlocks = Math.max(1, Math.floor(cacheBytes / (BLOCK_TOKENS * store.bytesPerToken)));
  }

  read(start: number, end: number, ids: Int32Array, wordStarts: Uint8Array, at: number): void {
    const { bytesPerToken, vocabularySize } = this.#store;
    const shift = bytesPerToken * 8 - 1;
    const mask = bytesPerToken === 2 ? 0x7fff : 0x7fff_ffff;
    for (let from = start; from < end;) {
      const index = Math.floor(from / BLOCK_TOKENS);
      const block = this.#block(index);
      const first = from - index * BLOCK_TOKENS;
      const last = Math.min(BLOCK_TOKENS, end - index * BLOCK_TOKENS);
      for (let i = first; i < last; i += 1, at += 1) {
        const id = block[i] & mask;
        // Kernels look rows up by these ids: a folder that somebody changed must not make them read elsewhere.
        if (id >= vocabularySize)
          throw this.#damaged(`id ${id} of a vocabulary of ${vocabularySize}`, from + i - first);
        ids[at] = id;
        wordStarts[at] = block[i] >>> shift;
      }
      from += last - first;
    }
  }

  close(): void {
    for (const file of this.#files) if (file !== undefined) closeSync(file);
    this.#files.length = 0;
    this.#blocks.clear();
  }

  #block(index: number): Block {
    const known = this.#blocks.get(index);
    // Set again, the block moves to the end of the map's order: the first is always the one used longest ago.
    if (known !== undefined) this.#blocks.delete(index);
    const block = known ?? this.#load(index);
    this.#blocks.set(index, block);
    if (this.#blocks.size > this.#mostBlocks) this.#blocks.delete(this.#blocks.keys().next().value ?? index);
    return block;
  }

  #load(index: number): Block {
    const { bytesPerToken, tokens, tokensPerShard } = this.#store;
    const start = index * BLOCK_TOKENS;
    const length = Math.min(BLOCK_TOKENS, tokens - start);
    const block = bytesPerToken === 2 ? new Uint16Array(length) : new Uint32Array(length);
    const shard = Math.floor(start / tokensPerShard);
    const position = (start - shard * tokensPerShard) * bytesPerToken;
    const file = (this.#files[shard] ??= openSync(join(this.#store.directory, shardName(shard)), 'r'));
    const bytes = new Uint8Array(block.buffer);
    for (let at = 0; at < bytes.length;) {
      const read = readSync(file, bytes, at, bytes.length - at, position + at);
      if (read === 0) throw this.#damaged('a shard that ends too early', start);
      at += read;
    }
    return block;
  }

  #damaged(received: string, token: number): DataError {
    return new DataError({
      what: 'The cached corpus changed while it was used',
      where: `${this.#store.directory}, token ${token}`,
      received,
      fix: 'delete the folder and start again: it is made anew from the text',
    });
  }
}
