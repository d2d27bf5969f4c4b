import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { layOut, readBlock } from '../../docs/generated-block.js';
import { BLOCK, RESULTS, speedTable, timesCloze, type Results } from './results.js';

const file = resolve(import.meta.dirname, '../../../docs/performance.md');

it('docs/performance.md shows the times of results.json', async () => {
  const kept = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Results) : undefined;
  expect(readBlock({ file, name: BLOCK })).toBe(kept ? await layOut(speedTable(kept), file) : '');
  // What is kept reaches what is promised.
  if (kept) expect(timesCloze(kept, 'transformers')).toBeGreaterThan(2);
});

it('compares the sides of each pair', () => {
  const timings = { cloze: [1, 2, 4], transformers: [3, 4, 20] };
  const table = speedTable({ processor: 'P', threads: 2, sentences: 5, epochs: 3, batch: 32, timings });
  expect(table.split('\n').slice(-2)).toEqual(['| cloze | 2.0 | 1.00 |', '| transformers | 4.0 | 3.00 |']);
});
