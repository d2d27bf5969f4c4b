import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { CorpusLengths } from '@cloze/contracts';
import { shardName, type FileStore } from './corpus-handle.js';
import { corpusManifest, MANIFEST_NAME, manifestDigest, type CorpusManifest } from './corpus-manifest.js';

/** A tokenised corpus on disk, checked. */
export interface StoredCorpus extends CorpusLengths {
  readonly store: FileStore;
  /** 64 bits that tell a document by its text: two words each. */
  readonly documentHashes: Uint32Array; // [documents * 2]
  readonly unigramCounts: Float64Array; // [vocabulary]
  readonly digest: string;
}

/** What was found in a cache folder. */
export type LoadedCorpus =
  | { readonly state: 'absent' }
  | { readonly state: 'damaged'; readonly reason: string }
  | { readonly state: 'whole'; readonly corpus: StoredCorpus };

/** Opens a cache folder and trusts nothing in it: every file's size and checksum, and that all numbers fit each other. */
export async function loadCorpus(directory: string): Promise<LoadedCorpus> {
  const text = await readFile(join(directory, MANIFEST_NAME), 'utf8').catch(absent);
  if (text === undefined) return { state: 'absent' };
  const manifest = corpusManifest.safeParse(parseJson(text));
  if (!manifest.success) return damaged(`${MANIFEST_NAME} is cut or changed`);
  const { data } = manifest;
  const shards = Array.from({ length: Math.ceil(data.tokens / data.tokensPerShard) }, (_, i) => shardName(i));
  const expected = expectedSizes(data, shards);
  for (const [name, bytes] of expected) {
    const listed = data.files.find((file) => file.name === name);
    if (listed?.bytes !== bytes) return damaged(`${MANIFEST_NAME} does not fit ${name}`);
    const found = await checksum(join(directory, name)).catch(absent);
    if (found === undefined) return damaged(`${name} is missing`);
    if (found.bytes !== bytes) return damaged(`${name} has ${found.bytes} bytes instead of ${bytes}`);
    if (found.crc !== listed.crc32) return damaged(`${name} was changed`);
  }
  const sentenceStarts = cumulate(await uint32File(directory, 'sentences.bin'), 'float64');
  const documentStarts = cumulate(await uint32File(directory, 'documents.bin'), 'uint32');
  if (sentenceStarts[data.sentences] !== data.tokens) return damaged('sentences.bin does not add up to the tokens');
  if (documentStarts[data.documents] !== data.sentences)
    return damaged('documents.bin does not add up to the sentences');
  const counts = await readFile(join(directory, 'unigrams.bin'));
  const unigramCounts = new Float64Array(new Uint8Array(counts).buffer);
  const counted = unigramCounts.reduce((sum, count) => (count >= 0 ? sum + count : NaN), 0);
  if (counted !== data.tokens) return damaged('unigrams.bin does not add up to the tokens');
  const { tokens, vocabularySize, bytesPerToken, tokensPerShard } = data;
  return {
    state: 'whole',
    corpus: {
      store: { kind: 'files', directory, tokens, vocabularySize, bytesPerToken, tokensPerShard },
      sentenceStarts,
      documentStarts,
      documentHashes: await uint32File(directory, 'hashes.bin'),
      unigramCounts,
      digest: manifestDigest(data),
    },
  };
}

function damaged(reason: string): LoadedCorpus {
  return { state: 'damaged', reason };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function expectedSizes(manifest: CorpusManifest, shards: readonly string[]): [string, number][] {
  const { tokens, tokensPerShard, bytesPerToken } = manifest;
  return [
    ...shards.map((name, i): [string, number] => [
      name,
      Math.min(tokensPerShard, tokens - i * tokensPerShard) * bytesPerToken,
    ]),
    ['sentences.bin', manifest.sentences * 4],
    ['documents.bin', manifest.documents * 4],
    ['hashes.bin', manifest.documents * 8],
    ['unigrams.bin', manifest.vocabularySize * 8],
  ];
}

async function checksum(path: string): Promise<{ readonly bytes: number; readonly crc: number }> {
  let bytes = 0;
  let crc = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
  }
  return { bytes, crc };
}

async function uint32File(directory: string, name: string): Promise<Uint32Array> {
  const bytes = await readFile(join(directory, name));
  // The buffer of a small file is a window on a shared one; a copy starts at a multiple of four.
  return new Uint32Array(new Uint8Array(bytes).buffer);
}

function cumulate(lengths: Uint32Array, type: 'float64'): Float64Array;
function cumulate(lengths: Uint32Array, type: 'uint32'): Uint32Array;
function cumulate(lengths: Uint32Array, type: 'float64' | 'uint32'): Float64Array | Uint32Array {
  const size = (lengths.length + 1) * (type === 'float64' ? 8 : 4);
  const buffer = new SharedArrayBuffer(size);
  const starts = type === 'float64' ? new Float64Array(buffer) : new Uint32Array(buffer);
  for (let i = 0; i < lengths.length; i += 1) starts[i + 1] = starts[i] + lengths[i];
  return starts;
}
