import { createHash } from 'node:crypto';
import type { TokenizedText } from '@cloze/contracts';
import type { CorpusSplit } from './corpus-split.js';

/**
 * A split over documents in memory, for tests and small corpora: no cache, no files.
 * @param documents the tokenised sentences of each document
 */
export function memoryCorpus(documents: readonly (readonly TokenizedText[])[], vocabularySize: number): CorpusSplit {
  const kept = documents
    .map((sentences) => sentences.filter(({ ids }) => ids.length > 0))
    .filter((list) => list.length > 0);
  const sentences = kept.flat();
  const tokens = sentences.reduce((sum, { ids }) => sum + ids.length, 0);
  const packed = new Uint32Array(new SharedArrayBuffer(tokens * 4));
  const sentenceStarts = new Float64Array(new SharedArrayBuffer((sentences.length + 1) * 8));
  const documentStarts = new Uint32Array(new SharedArrayBuffer((kept.length + 1) * 4));
  const unigramCounts = new Float64Array(vocabularySize);
  kept.forEach((list, document) => (documentStarts[document + 1] = documentStarts[document] + list.length));
  let at = 0;
  sentences.forEach(({ ids, wordStarts }, sentence) => {
    ids.forEach((id, i) => {
      packed[at + i] = id + wordStarts[i] * 2 ** 31;
      unigramCounts[id] += 1;
    });
    at += ids.length;
    sentenceStarts[sentence + 1] = at;
  });
  const hash = createHash('sha256');
  for (const array of [packed, sentenceStarts, documentStarts]) hash.update(Buffer.from(array.buffer));
  return {
    corpus: { documentStarts, sentenceStarts, stores: [{ kind: 'memory', tokens, vocabularySize, packed }] },
    parts: [{ documents: Uint32Array.from(kept, (_, document) => document), weight: 1 }],
    unigramCounts,
    digest: hash.digest('hex'),
  };
}
