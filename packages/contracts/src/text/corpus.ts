/** Lengths of a tokenised corpus: all that a sampler needs to plan an epoch. */
export interface CorpusLengths {
  /** Index of the first sentence of each document, then the number of sentences. */
  readonly documentStarts: Uint32Array; // [documents + 1]
  /** Index of the first token of each sentence, then the number of tokens. */
  readonly sentenceStarts: Float64Array; // [sentences + 1]
}

/** A tokenised corpus on disk or in memory, read by range. */
export interface Corpus extends CorpusLengths {
  /** Ids and word starts (1 = first subword of a word) of tokens [start, end). Synchronous, cheap, without special tokens. */
  read(start: number, end: number): { readonly ids: Int32Array; readonly wordStarts: Uint8Array };
}
