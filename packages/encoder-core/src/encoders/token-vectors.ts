import { resolve } from 'node:path';
import { ConfigError } from '@cloze/contracts';
import type { EncoderServices, ParameterTable } from '@cloze/contracts/tensor';
import { tensor, tidy } from '@tensorflow/tfjs-core';
import { borrowedWordEmbeddings, ownWordEmbeddings, type WordEmbeddings } from './word-embeddings.js';
import { readWordVectors } from './word-vectors.js';

/** How the table of an encoder without attention starts. */
export interface TokenVectorOptions {
  readonly embeddingSize: number;
  readonly initializerRange: number;
  /** A word2vec or GloVe text file. */
  readonly vectors?: string;
}

/**
 * A table of token vectors: another encoder's where there is one to borrow; else an own one, drawn, with the vectors of a file laid over the
 * rows of the tokens that it has. Without a vocabulary (a model whose weights are loaded over it) no file is read.
 * @throws ConfigError when the file's vectors are of another size, or none is of a token
 */
export function tokenVectors(
  parameters: ParameterTable,
  name: string,
  { embeddingSize, initializerRange: standardDeviation, vectors: path }: TokenVectorOptions,
  { vocabularySize, random, directory = '.', vocabulary, wordEmbeddings }: EncoderServices,
): WordEmbeddings {
  if (wordEmbeddings) return borrowedWordEmbeddings(wordEmbeddings);
  const initializer = { kind: 'truncated-normal', standardDeviation } as const;
  const table = ownWordEmbeddings(parameters, name, [vocabularySize, embeddingSize], initializer, random);
  if (path === undefined || vocabulary === undefined) return table;
  const vectors = resolve(directory, path);
  const read = readWordVectors(vectors, (word) => vocabulary.id(word) !== undefined);
  if (read.size !== embeddingSize) {
    throw new ConfigError({
      what: 'Word vectors are of another size than the embeddings',
      where: vectors,
      received: `${read.size} numbers a word`,
      allowed: `${embeddingSize}`,
      fix: `set the encoder's "embeddingSize": ${read.size}`,
    });
  }
  if (read.vectors.size === 0) {
    throw new ConfigError({
      what: 'No word of the vectors is a token',
      where: vectors,
      received: 'words of which the vocabulary has none',
      allowed: 'vectors of words that the vocabulary has, written alike',
      fix: 'train a tokenizer whose tokens are such words, or use vectors of its tokens; mind case',
    });
  }
  tidy(() => {
    const variable = table.variable();
    const values = Float32Array.from(variable.dataSync());
    for (const [word, vector] of read.vectors) values.set(vector, (vocabulary.id(word) ?? 0) * embeddingSize);
    variable.assign(tensor(values, variable.shape));
  });
  return table;
}
