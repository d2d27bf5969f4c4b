import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedRandom, type Corpus } from '@cloze/contracts';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { CorpusWriter } from './corpus-writer.js';
import { loadCorpus } from './load-corpus.js';
import { openCorpus } from './open-corpus.js';
import { BLOCK_TOKENS } from './token-reader.js';

const folder = temporaryFolder();
const TOKENS = 70_000;
const random = new KeyedRandom(2).stream('test');
const ids = Int32Array.from({ length: TOKENS }, () => random.below(1000));
const wordStarts = Uint8Array.from({ length: TOKENS }, () => random.below(2));

/** A corpus of one sentence in shards of two blocks: blocks and shards end within what is read. */
async function stored(name: string) {
  const directory = join(folder, name);
  mkdirSync(directory);
  const writer = new CorpusWriter(directory, 1000, 2 * BLOCK_TOKENS);
  writer.text('text');
  writer.sentence({ ids, wordStarts });
  writer.endDocument();
  writer.finish();
  const loaded = await loadCorpus(directory);
  if (loaded.state !== 'whole') throw new Error(loaded.state);
  return loaded.corpus;
}

function expectRange(corpus: Corpus, start: number, end: number): void {
  const read = corpus.read(start, end);
  expect([read.ids.length, read.wordStarts.length]).toEqual([end - start, end - start]);
  expect(Buffer.from(read.ids.buffer).equals(Buffer.from(ids.slice(start, end).buffer))).toBe(true);
  expect(Buffer.from(read.wordStarts.buffer).equals(Buffer.from(wordStarts.slice(start, end).buffer))).toBe(true);
}

describe('openCorpus', () => {
  it('reads any range, over blocks and shards, with a cache of any size', async () => {
    const { store, documentStarts, sentenceStarts } = await stored('ranges');
    for (const cacheBytes of [0, 2 * BLOCK_TOKENS * 3, 2 ** 20]) {
      const corpus = openCorpus({ stores: [store], documentStarts, sentenceStarts }, cacheBytes);
      expectRange(corpus, 0, TOKENS);
      const place = fc.nat(TOKENS);
      fc.assert(fc.property(place, place, (a, b) => expectRange(corpus, Math.min(a, b), Math.max(a, b))));
      corpus.close();
    }
  });

  it('reads over several stores as if they were one', async () => {
    const { store, documentStarts, sentenceStarts } = await stored('joined');
    const packed = Uint32Array.of(7, 8 + 2 ** 31);
    const memory = { kind: 'memory' as const, tokens: 2, vocabularySize: 1000, packed };
    const corpus = openCorpus({ stores: [memory, store, memory], documentStarts, sentenceStarts });
    const { ids: read, wordStarts: starts } = corpus.read(1, TOKENS + 4);
    expect([read[0], ...read.slice(-2)]).toEqual([8, 7, 8]);
    expect([starts[0], ...starts.slice(-2)]).toEqual([1, 0, 1]);
    expect(Buffer.from(read.slice(1, -2).buffer).equals(Buffer.from(ids.buffer))).toBe(true);
    corpus.close();
  });

  it('names a folder that is changed while it is used', async () => {
    const { store, documentStarts, sentenceStarts } = await stored('changed');
    const handle = { stores: [store], documentStarts, sentenceStarts };
    truncateSync(join(store.directory, 'tokens-00001.bin'), 100);
    expect(() => openCorpus(handle).read(0, TOKENS)).toThrow(
      expect.objectContaining({
        code: 'CLOZE_DATA',
        message: `The cached corpus changed while it was used
  where: ${store.directory}, token ${2 * BLOCK_TOKENS}
  received: a shard that ends too early
  fix: delete the folder and start again: it is made anew from the text`,
      }),
    );
    writeFileSync(join(store.directory, 'tokens-00000.bin'), Buffer.alloc(4 * BLOCK_TOKENS, 0xff));
    expect(() => openCorpus(handle).read(5, 9)).toThrow(
      expect.objectContaining({
        message: `The cached corpus changed while it was used
  where: ${store.directory}, token 5
  received: id 32767 of a vocabulary of 1000
  fix: delete the folder and start again: it is made anew from the text`,
      }),
    );
  });
});
