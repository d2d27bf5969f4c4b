import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { layOut, readBlock } from '../../docs/generated-block.js';
import { BLOCK, RESULTS, shareOf, speedTable, type Results } from './results.js';

const file = resolve(import.meta.dirname, '../../../docs/performance.md');

it('docs/performance.md shows the speeds of results.json', async () => {
  const kept = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Results) : undefined;
  expect(readBlock({ file, name: BLOCK })).toBe(kept ? await layOut(speedTable(kept), file) : '');
  // What is kept reaches what is promised.
  if (kept) expect(shareOf(kept)).toBeGreaterThan(0.9);
});

it('compares the two sides of each pair', () => {
  const rates = { forward: [100, 200, 50], predict: [90, 190, 50] };
  const table = speedTable({ processor: 'P', threads: 2, backend: 'b', head: 'h', texts: 1, tokens: 2, ...rates });
  expect(table.split('\n').at(-1)).toBe('| predict | 90 | 95.0 % |');
});
