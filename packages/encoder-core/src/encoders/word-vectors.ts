import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { ModelError } from '@cloze/contracts';

/** Vectors of words, by word. */
export interface WordVectors {
  readonly size: number;
  readonly vectors: ReadonlyMap<string, Float32Array>; // [size] each
}

const BLOCK = 1 << 20;

/**
 * Reads the text format of word2vec (whose first line is the number of words and the size) or GloVe (which has no such line): a word a line,
 * then its numbers, parted by spaces. Read block by block; of the words, those that are wanted are kept.
 * @throws ModelError naming file and line, where the file cannot be read or a line has not as many numbers as the first
 */
export function readWordVectors(path: string, isWanted: (word: string) => boolean): WordVectors {
  const vectors = new Map<string, Float32Array>();
  let size: number | undefined;
  let number = 0;
  for (const line of linesOf(path)) {
    number += 1;
    if (line === '') continue;
    const parts = line.trimEnd().split(' ');
    if (number === 1 && parts.length === 2) continue;
    size ??= parts.length - 1;
    const word = parts.slice(0, parts.length - size).join(' ');
    const values = parts.slice(parts.length - size);
    if (parts.length <= size || !Number.isFinite(Number(values[0])))
      throw wrongLine(path, number, parts.length - 1, size);
    if (!isWanted(word) || vectors.has(word)) continue;
    const vector = Float32Array.from(values, Number);
    if (vector.some((value) => !Number.isFinite(value))) throw wrongLine(path, number, parts.length - 1, size);
    vectors.set(word, vector);
  }
  if (size !== undefined) return { size, vectors };
  throw new ModelError({ what: 'A file of word vectors is empty', where: path });
}

/** The lines of a file, without their ends. */
function* linesOf(path: string): Generator<string> {
  const file = open(path);
  try {
    const decoder = new StringDecoder('utf8');
    const block = Buffer.alloc(BLOCK);
    let rest = '';
    for (;;) {
      const length = readSync(file, block);
      if (length === 0) break;
      const lines = (rest + decoder.write(block.subarray(0, length))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new ModelError(
      {
        what: 'A file of word vectors cannot be read',
        where: path,
        received: cause instanceof Error ? cause.message : String(cause),
        fix: 'give the path of a word2vec or GloVe text file, from the working directory',
      },
      { cause },
    );
  }
}

function wrongLine(path: string, line: number, received: number, size: number): ModelError {
  return new ModelError({
    what: 'A line of a file of word vectors is not a word and its numbers',
    where: `${path}:${line}`,
    received: `${received} parts after the word`,
    allowed: `${size} numbers, as in the first line`,
    fix: 'use the text format of word2vec or GloVe',
  });
}
