import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { layOut, readBlock } from '../../docs/generated-block.js';
import { BLOCK, RESULTS, speedTable, type Results } from './results.js';

const file = resolve(import.meta.dirname, '../../../docs/embeddings.md');

it('docs/embeddings.md shows the speeds of results.json', async () => {
  const results = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
  expect(readBlock({ file, name: BLOCK })).toBe(await layOut(speedTable(results), file));
});
