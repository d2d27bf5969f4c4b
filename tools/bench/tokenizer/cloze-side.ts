/**
 * The project's side of the tokenizer benchmark: obeys JSON lines on stdin, answers with JSON lines on stdout.
 *
 *   {"do": "load", "tokenizer": FOLDER, "file": F}        lines of F, read but not yet encoded
 *   {"do": "encode"}                                      every line alone: seconds, tokens and a checksum of ids and offsets
 *   {"do": "train", "files": [F], "size": n, "score": S}  seconds from files to vocabulary
 *   {"do": "memory"}                                      peak resident bytes
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Encoding } from '@cloze/contracts';
import { loadTokenizer, readTextBlocks, trainWordPiece, type SubwordTokenizer } from '@cloze/tokenizer';

let tokenizer: SubwordTokenizer;
let lines: readonly string[] = [];

const answers: Record<string, (message: Record<string, unknown>) => Promise<object>> = {
  async load({ tokenizer: folder, file }) {
    tokenizer = await loadTokenizer(String(folder));
    lines = readFileSync(String(file), 'utf8').split('\n');
    return {};
  },

  async encode() {
    const start = performance.now();
    const encodings = lines.map((line) => tokenizer.encode(line));
    const seconds = (performance.now() - start) / 1000;
    return { seconds, ...checksum(encodings) };
  },

  async train({ files, size, score }) {
    const start = performance.now();
    const options = { vocabularySize: Number(size), score: score as 'count' };
    const { vocabulary } = await trainWordPiece(readTextBlocks(files as string[]), options);
    return { seconds: (performance.now() - start) / 1000, entries: vocabulary.size };
  },

  async memory() {
    return { peak: process.resourceUsage().maxRSS * 1024 };
  },
};

/** Hashes of all ids and of all offsets (in UTF-16 code units) in their order, as peer.py has them. */
function checksum(encodings: readonly Encoding[]): { tokens: number; ids: number; offsets: number } {
  const hashes = { tokens: 0, ids: 0, offsets: 0 };
  for (const { ids, offsets } of encodings) {
    hashes.tokens += ids.length;
    ids.forEach((id) => (hashes.ids = (hashes.ids * 1_000_003 + id) % 2_147_483_647));
    offsets.forEach((offset) => (hashes.offsets = (hashes.offsets * 1_000_003 + offset) % 2_147_483_647));
  }
  return hashes;
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as Record<string, unknown>;
  try {
    process.stdout.write(`${JSON.stringify(await answers[String(message['do'])](message))}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
  }
}
