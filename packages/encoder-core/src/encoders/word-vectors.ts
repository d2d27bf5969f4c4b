import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { ModelError } from '@cloze/contracts';

/** Vectors of words, by word. */
export interface WordVectors {
  readonly size: number;
  readonly vectors: ReadonlyMap<string, Float32Array>; // [size] each
}

const BLOCK = 1 << 20;

/** What the file should be, for messages. */
const FORMAT = 'a word2vec or GloVe text file';

/** What the first line of word2vec's text format says. */
interface Header {
  readonly count: number;
  readonly size: number;
}

/**
 * Reads the text format of word2vec (whose first line is the number of words and the size) or GloVe (which has no such line): a word a line,
 * then its numbers, parted by single spaces. Read block by block; of the words, those that are wanted are kept.
 * @throws ModelError naming file and line, where the file cannot be read, a line is not a word and as many numbers as the first, or there are not as
 * many words as the first line says
 */
export function readWordVectors(path: string, isWanted: (word: string) => boolean): WordVectors {
  const vectors = new Map<string, Float32Array>();
  let header: Header | undefined;
  let size: number | undefined;
  let number = 0;
  let count = 0;
  for (const line of linesOf(path)) {
    number += 1;
    if (line === '') continue;
    const parts = line.trimEnd().split(' ');
    if (number === 1 && parts.length === 2) {
      header = parseHeader(path, parts);
      size = header.size;
      continue;
    }
    size ??= parts.length - 1;
    const word = parts.slice(0, parts.length - size).join(' ');
    const values = parts.slice(parts.length - size);
    if (size < 1 || parts.length <= size)
      throw wrongLine(path, number, `${parts.length - 1} parts after the word`, size);
    if (values.includes('') || (word.endsWith(' ') && word.trim() !== ''))
      throw wrongLine(path, number, 'two spaces with nothing between them', size);
    if (!isFiniteNumber(values[0])) throw wrongLine(path, number, `${JSON.stringify(values[0])} for a number`, size);
    count += 1;
    if (!isWanted(word) || vectors.has(word)) continue;
    const vector = Float32Array.from(values, Number);
    // What is blank reads as a zero.
    const wrong = vector.findIndex((value, i) => !Number.isFinite(value) || (value === 0 && values[i].trim() === ''));
    if (wrong >= 0) throw wrongLine(path, number, `${JSON.stringify(values[wrong])} for a number`, size);
    vectors.set(word, vector);
  }
  if (header && header.count !== count) throw wrongCount(path, header.count, count);
  if (size !== undefined && count > 0) return { size, vectors };
  throw new ModelError({ what: 'A file of word vectors is empty', where: path });
}

function parseHeader(path: string, parts: readonly string[]): Header {
  if (/^\d+ [1-9]\d*$/.test(parts.join(' '))) return { count: Number(parts[0]), size: Number(parts[1]) };
  throw new ModelError({
    what: 'The first line of a file of word vectors is neither a header nor a vector',
    where: `${path}:1`,
    received: parts.join(' '),
    allowed: 'the number of words and the size, as word2vec writes them, or a word and two or more numbers',
    fix: 'use the text format of word2vec or GloVe',
  });
}

function isFiniteNumber(text: string): boolean {
  return Number.isFinite(Number(text)) && text.trim() !== '';
}

/** The lines of a file, without their ends. */
function* linesOf(path: string): Generator<string> {
  const file = readingVectors(path, FORMAT, () => openSync(path, 'r'));
  try {
    const decoder = new StringDecoder('utf8');
    const block = Buffer.alloc(BLOCK);
    let rest = '';
    for (;;) {
      const length = readingVectors(path, FORMAT, () => readSync(file, block));
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

/**
 * What opening or reading a file of word vectors gives.
 * @param format what the file should be
 * @throws ModelError naming the file, where the system refuses
 */
export function readingVectors(path: string, format: string, work: () => number): number {
  try {
    return work();
  } catch (cause) {
    throw new ModelError(
      {
        what: 'A file of word vectors cannot be read',
        where: path,
        received: cause instanceof Error ? cause.message : String(cause),
        fix: `give the path of ${format}, from the working directory`,
      },
      { cause },
    );
  }
}

function wrongLine(path: string, line: number, received: string, size: number): ModelError {
  return new ModelError({
    what: 'A line of a file of word vectors is not a word and its numbers',
    where: `${path}:${line}`,
    received,
    allowed: `${size} numbers, as in the first line`,
    fix: 'use the text format of word2vec or GloVe',
  });
}

function wrongCount(path: string, announced: number, found: number): ModelError {
  return new ModelError({
    what: 'A file of word vectors has not as many words as its first line says',
    where: path,
    received: `${found} words`,
    allowed: `${announced} words`,
    fix: 'fetch the file again, as it may be cut off, or write the right number in its first line',
  });
}
