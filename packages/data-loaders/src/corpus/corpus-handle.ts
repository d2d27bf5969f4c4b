import type { CorpusLengths } from '@cloze/contracts';

/** A token's id and, in the highest bit, whether it starts a word: 16 bits for vocabularies of up to 32,768 ids, 32 for larger ones. */
export type BytesPerToken = 2 | 4;

/** Tokens in the shards of a cache folder. */
export interface FileStore {
  readonly kind: 'files';
  readonly directory: string;
  readonly tokens: number;
  readonly vocabularySize: number;
  readonly bytesPerToken: BytesPerToken;
  readonly tokensPerShard: number;
}

/** Tokens in memory, shared between threads. */
export interface MemoryStore {
  readonly kind: 'memory';
  readonly tokens: number;
  readonly vocabularySize: number;
  /** Ids, with 2^31 added where a word starts. */
  readonly packed: Uint32Array;
}

/** Where some of a corpus' tokens lie. */
export type TokenStore = FileStore | MemoryStore;

/**
 * A tokenised corpus as plain data: it can be posted to any thread and opened there with `openCorpus`. The lengths lie in shared
 * memory, so that all threads read one copy.
 */
export interface CorpusHandle extends CorpusLengths {
  /** Their tokens follow each other. */
  readonly stores: readonly TokenStore[];
}

/** Name of a shard's file. */
export function shardName(shard: number): string {
  return `tokens-${String(shard).padStart(5, '0')}.bin`;
}
