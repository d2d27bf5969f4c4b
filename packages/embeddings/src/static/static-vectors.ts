import { ModelError } from '@cloze/contracts';

/** A vector a word, whatever stands beside it. */
export class StaticVectors {
  readonly words: readonly string[];
  /** Numbers a vector. */
  readonly width: number;
  readonly values: Float32Array; // [words, width]
  readonly #rows: ReadonlyMap<string, number>;

  /** @throws ModelError when the values are not `width` a word */
  constructor(words: readonly string[], width: number, values: Float32Array) {
    if (values.length !== words.length * width) {
      throw new ModelError({
        what: 'Vectors of words do not match the words',
        received: `${values.length} numbers`,
        allowed: `${words.length} words of ${width}`,
      });
    }
    this.words = words;
    this.width = width;
    this.values = values;
    this.#rows = new Map(words.map((word, row) => [word, row]));
  }

  /** The row of a word; undefined for one that is not there. */
  row(word: string): number | undefined {
    return this.#rows.get(word);
  }

  /** The vector of a word, in the table's own memory. */
  vector(word: string): Float32Array | undefined {
    const row = this.#rows.get(word);
    return row === undefined ? undefined : this.values.subarray(row * this.width, (row + 1) * this.width);
  }
}
