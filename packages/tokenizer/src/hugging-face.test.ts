import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { JsonNode } from './files/json-node.js';
import { parseTokenizerJson } from './files/parse-tokenizer-json.js';
import { SubwordTokenizer } from './subword-tokenizer.js';
import { plainEncoding } from './testing/plain-encoding.js';

interface Recorded {
  readonly name: string;
  readonly tokenizer: unknown;
  readonly cases: readonly {
    text: string;
    ids: number[];
    offsets: number[][];
    word_ids: (number | null)[];
    decoded?: string;
  }[];
}

const recorded: Recorded[] = JSON.parse(readFileSync(new URL('./fixtures/hugging-face.json', import.meta.url), 'utf8'));

/** See fixtures/generate_hugging_face.py: WordPiece and BPE, cased and not, with added tokens of all sorts. */
describe.each(recorded)("with Hugging Face's $name tokenizer", ({ tokenizer: json, cases }) => {
  const tokenizer = new SubwordTokenizer(
    parseTokenizerJson(JsonNode.parse('tokenizer.json', JSON.stringify(json)), {}),
  );

  it.each(cases)('encodes $text as it does', ({ text, ids, offsets, word_ids, decoded }) => {
    const first = tokenizer.encode(text);
    const { ids: gotIds, offsets: gotOffsets, word_ids: gotWords } = plainEncoding(first);
    expect({ ids: gotIds, offsets: gotOffsets, word_ids: gotWords }).toEqual({ ids, offsets, word_ids });
    // The second time every word comes from the cache.
    expect(plainEncoding(tokenizer.encode(text))).toEqual(plainEncoding(first));
    if (decoded !== undefined) expect(tokenizer.decode(ids)).toBe(decoded);
  });
});
