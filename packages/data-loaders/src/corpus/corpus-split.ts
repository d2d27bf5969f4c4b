import type { CorpusPart } from '../plan/epoch-documents.js';
import type { CorpusHandle } from './corpus-handle.js';

/** Text to train or evaluate on: a corpus and which of its documents are meant. Plain data, fit for any thread. */
export interface CorpusSplit {
  readonly corpus: CorpusHandle;
  readonly parts: readonly CorpusPart[];
  /** How often each id occurs in these documents, times the parts' weights. */
  readonly unigramCounts: Float64Array; // [vocabulary]
  /** Changes whenever the text, its tokens, or the choice of documents does. */
  readonly digest: string;
}

/** Tokens that an epoch of a split holds. */
export function splitTokens({ corpus: { documentStarts, sentenceStarts }, parts }: CorpusSplit): number {
  let tokens = 0;
  for (const { documents, weight } of parts) {
    for (const document of documents) {
      tokens += weight * (sentenceStarts[documentStarts[document + 1]] - sentenceStarts[documentStarts[document]]);
    }
  }
  return tokens;
}
