import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ModelError } from '@cloze/contracts';
import { readingVectors } from '@cloze/encoder-core';
import { StaticVectors } from './static-vectors.js';

const BLOCK_BYTES = 1 << 20;
/** No word is longer; a file without a space would otherwise be read to its end. */
const MAX_WORD_BYTES = 4096;
/** What the file should be, for messages. */
const FORMAT = 'a file in the binary format of word2vec';

/**
 * Reads the binary format of word2vec: a line with the number of words and the width, then for each word its letters, a space, and its numbers as
 * little-endian float32.
 * @throws ModelError naming the file, and the word where it is malformed
 */
export function readBinaryVectors(path: string, isWanted: (word: string) => boolean): StaticVectors {
  const source = new ByteSource(path);
  try {
    const header = source.until(0x0a, 'its first line');
    const match = /^(\d+) (\d+)\r?$/.exec(header);
    const [count, width] = [Number(match?.[1]), Number(match?.[2])];
    // A word takes a space and its numbers at the least: what a header promises beyond the file's size is not there.
    if (!match || width < 1 || count * (4 * width + 1) > source.size) {
      throw malformed(
        path,
        JSON.stringify(header.slice(0, 60)),
        'the number of words and the width, and a file as large',
      );
    }
    const words: string[] = [];
    const rows: Float32Array[] = [];
    const seen = new Set<string>();
    for (let i = 0; i < count; i += 1) {
      const where = `word ${i + 1} of ${count}`;
      const word = source.until(0x20, where).replace(/^[\r\n]+/, '');
      const vector = source.floats(width, where);
      if (vector.some((value) => !Number.isFinite(value)))
        throw malformed(`${path}, ${where}`, 'a number that is none', 'finite numbers');
      if (seen.has(word) || !isWanted(word)) continue;
      seen.add(word);
      words.push(word);
      rows.push(vector);
    }
    const values = new Float32Array(words.length * width);
    rows.forEach((row, i) => values.set(row, i * width));
    return new StaticVectors(words, width, values);
  } finally {
    source.close();
  }
}

/** A file from its start, a block in memory. */
class ByteSource {
  readonly size: number;
  readonly #path: string;
  readonly #file: number;
  #block = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
    this.#file = readingVectors(path, FORMAT, () => openSync(path, 'r'));
    this.size = fstatSync(this.#file).size;
  }

  /** Text up to a byte, which is passed over. */
  until(byte: number, where: string): string {
    let at = this.#block.indexOf(byte);
    while (at < 0 && this.#block.length <= MAX_WORD_BYTES && this.#more()) at = this.#block.indexOf(byte);
    if (at < 0 || at > MAX_WORD_BYTES)
      throw malformed(`${this.#path}, ${where}`, 'no end of a word', 'a word, a space, its numbers');
    return this.#take(at + 1).toString('utf8', 0, at);
  }

  floats(count: number, where: string): Float32Array {
    while (this.#block.length < 4 * count) {
      if (!this.#more()) throw malformed(`${this.#path}, ${where}`, 'the end of the file', `${count} numbers`);
    }
    const bytes = this.#take(4 * count);
    return Float32Array.from({ length: count }, (_, i) => bytes.readFloatLE(4 * i));
  }

  close(): void {
    closeSync(this.#file);
  }

  #take(length: number): Buffer {
    const taken = this.#block.subarray(0, length);
    this.#block = this.#block.subarray(length);
    return taken;
  }

  #more(): boolean {
    const block = Buffer.alloc(BLOCK_BYTES);
    const length = readingVectors(this.#path, FORMAT, () => readSync(this.#file, block));
    this.#block = Buffer.concat([this.#block, block.subarray(0, length)]);
    return length > 0;
  }
}

function malformed(where: string, received: string, allowed: string): ModelError {
  return new ModelError({
    what: 'A file of word vectors is malformed',
    where,
    received,
    allowed,
    fix: "use word2vec's binary format for a file that ends in .bin, its text format or GloVe's for others",
  });
}
