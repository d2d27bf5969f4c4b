import { createHash } from 'node:crypto';
import type { CorpusHandle } from './corpus-handle.js';
import type { CorpusSplit } from './corpus-split.js';
import type { StoredCorpus } from './load-corpus.js';
import { openCorpus } from './open-corpus.js';

/** Some documents of a stored corpus, and how often an epoch takes them. */
export interface CorpusSelection {
  readonly corpus: StoredCorpus;
  readonly documents: Uint32Array;
  readonly weight: number;
}

/** One corpus out of several, their documents numbered on. Nothing is copied but the lengths. */
export function joinCorpora(selections: readonly CorpusSelection[]): CorpusSplit {
  const corpora = selections.map(({ corpus }) => corpus);
  const corpus = corpora.length === 1 ? handleOf(corpora[0]) : joinHandles(corpora);
  const hash = createHash('sha256');
  const unigramCounts = new Float64Array(corpora[0].unigramCounts.length);
  let first = 0;
  const parts = selections.map(({ corpus: { digest, documentStarts }, documents, weight }) => {
    hash.update(JSON.stringify([digest, weight, documents.length]));
    hash.update(new Uint8Array(documents.buffer, documents.byteOffset, documents.byteLength));
    const part = { documents: documents.map((document) => document + first), weight };
    first += documentStarts.length - 1;
    return part;
  });
  for (const { corpus, documents, weight } of selections) {
    selectedCounts(corpus, documents).forEach((count, id) => (unigramCounts[id] += weight * count));
  }
  return { corpus, parts, unigramCounts, digest: hash.digest('hex') };
}

function handleOf({ store, documentStarts, sentenceStarts }: StoredCorpus): CorpusHandle {
  return { stores: [store], documentStarts, sentenceStarts };
}

function joinHandles(corpora: readonly StoredCorpus[]): CorpusHandle {
  const total = (length: (corpus: StoredCorpus) => number) => corpora.reduce((sum, corpus) => sum + length(corpus), 0);
  const documents = total(({ documentStarts }) => documentStarts.length - 1);
  const sentences = total(({ sentenceStarts }) => sentenceStarts.length - 1);
  const documentStarts = new Uint32Array(new SharedArrayBuffer((documents + 1) * 4));
  const sentenceStarts = new Float64Array(new SharedArrayBuffer((sentences + 1) * 8));
  let [document, sentence, token] = [0, 0, 0];
  for (const corpus of corpora) {
    corpus.documentStarts.forEach((start, i) => (documentStarts[document + i] = sentence + start));
    corpus.sentenceStarts.forEach((start, i) => (sentenceStarts[sentence + i] = token + start));
    document += corpus.documentStarts.length - 1;
    sentence += corpus.sentenceStarts.length - 1;
    token += corpus.store.tokens;
  }
  return { stores: corpora.map(({ store }) => store), documentStarts, sentenceStarts };
}

/** How often each id occurs in some documents. Counts the fewer of those chosen and those left out; the sum of both is stored. */
function selectedCounts(corpus: StoredCorpus, documents: Uint32Array): Float64Array {
  const all = corpus.documentStarts.length - 1;
  if (documents.length === all) return corpus.unigramCounts;
  if (documents.length <= all / 2) return countedIds(corpus, documents);
  const chosen = new Set(documents);
  const others = Uint32Array.from({ length: all }, (_, document) => document).filter(
    (document) => !chosen.has(document),
  );
  const left = countedIds(corpus, others);
  return corpus.unigramCounts.map((count, id) => count - left[id]);
}

function countedIds(corpus: StoredCorpus, documents: Uint32Array): Float64Array {
  const { documentStarts, sentenceStarts, unigramCounts } = corpus;
  const counts = new Float64Array(unigramCounts.length);
  const open = openCorpus(handleOf(corpus));
  try {
    for (const document of documents) {
      const end = sentenceStarts[documentStarts[document + 1]];
      for (let start = sentenceStarts[documentStarts[document]]; start < end; start += PIECE_TOKENS) {
        for (const id of open.read(start, Math.min(end, start + PIECE_TOKENS)).ids) counts[id] += 1;
      }
    }
  } finally {
    open.close();
  }
  return counts;
}

/** Tokens counted at once. */
const PIECE_TOKENS = 1 << 16;
