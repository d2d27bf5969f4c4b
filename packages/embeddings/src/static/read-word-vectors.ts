import { readWordVectors as readText } from '@cloze/encoder-core';
import { readBinaryVectors } from './read-binary-vectors.js';
import { StaticVectors } from './static-vectors.js';

/** What to read of a file. */
export interface ReadVectorsOptions {
  /** Words to keep, which bounds the memory that a large file takes; all where left out. */
  readonly isWanted?: (word: string) => boolean;
}

/**
 * Reads vectors of words: word2vec's binary format from a file that ends in `.bin`, else the text format of word2vec or GloVe. Streamed; of a word
 * that stands there twice the first counts.
 * @throws ModelError naming the file and the line, or the number of the word, where it is malformed
 */
export function readVectors(path: string, { isWanted = () => true }: ReadVectorsOptions = {}): StaticVectors {
  if (path.endsWith('.bin')) return readBinaryVectors(path, isWanted);
  const { size, vectors } = readText(path, isWanted);
  const values = new Float32Array(vectors.size * size);
  [...vectors.values()].forEach((vector, row) => values.set(vector, row * size));
  return new StaticVectors([...vectors.keys()], size, values);
}
