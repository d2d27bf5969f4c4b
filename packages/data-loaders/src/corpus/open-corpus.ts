import type { Corpus } from '@cloze/contracts';
import type { CorpusHandle } from './corpus-handle.js';
import { createTokenReader } from './token-reader.js';

/** A corpus whose files are held open. */
export interface OpenCorpus extends Corpus {
  close(): void;
}

const DEFAULT_CACHE_BYTES = 64 * 2 ** 20;

/**
 * Opens a corpus in this thread. Ids and word starts are read by range: a corpus larger than memory serves.
 * @param cacheBytes memory for stretches read before, 64 MiB by default
 * @throws DataError from `read` where files of the cache were changed or cut
 */
export function openCorpus(handle: CorpusHandle, cacheBytes = DEFAULT_CACHE_BYTES): OpenCorpus {
  const readers = handle.stores.map((store) => createTokenReader(store, cacheBytes / handle.stores.length));
  const firsts = [0];
  for (const { tokens } of handle.stores) firsts.push(firsts[firsts.length - 1] + tokens);
  return {
    documentStarts: handle.documentStarts,
    sentenceStarts: handle.sentenceStarts,
    read(start, end) {
      const ids = new Int32Array(end - start);
      const wordStarts = new Uint8Array(end - start);
      readers.forEach((reader, i) => {
        const from = Math.max(start, firsts[i]);
        const to = Math.min(end, firsts[i + 1]);
        if (from < to) reader.read(from - firsts[i], to - firsts[i], ids, wordStarts, from - start);
      });
      return { ids, wordStarts };
    },
    close() {
      for (const reader of readers) reader.close();
    },
  };
}
