import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { layOut, readBlock } from '../../docs/generated-block.js';
import { BLOCKS, RESULTS, type Results } from './results.js';

const file = resolve(import.meta.dirname, '../../../docs/embeddings.md');
const results = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;

it.each(Object.keys(BLOCKS))('docs/embeddings.md shows the figures of results.json: %s', async (name) => {
  expect(readBlock({ file, name })).toBe(await layOut(BLOCKS[name](results), file));
});
