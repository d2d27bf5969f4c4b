import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { layOut, readBlock } from '../../docs/generated-block.js';
import { BLOCK, COMMAND_BLOCK, commandTable, RESULTS, speedTable, type Results } from './results.js';

const file = resolve(import.meta.dirname, '../../../docs/embeddings.md');

const results = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;

it('docs/embeddings.md shows the speeds of results.json', async () => {
  expect(readBlock({ file, name: BLOCK })).toBe(await layOut(speedTable(results), file));
  expect(readBlock({ file, name: COMMAND_BLOCK })).toBe(await layOut(commandTable(results), file));
});

it('compares the command with the forward pass of the same round', () => {
  const seconds = {
    forward: [1, 2, 4],
    tokenising: [0.1, 0.1, 0.1],
    npy: [2, 4, 8],
    parquet: [2, 2, 2],
    jsonl: [4, 4, 4],
  };
  const commands = [{ name: 'sentences', texts: 100, seconds: { ...seconds, start: [3, 5, 4] } }];
  expect(commandTable({ processor: 'P', threads: 2, clock: 'wall', measurements: [], commands })).toBe(
    'P, 2 threads, median of 3 rounds. Starting and loading the model, 4.0 seconds, is not in these figures.\n\n' +
      '| texts a second | 100 sentences | of the forward pass |\n| --- | --: | --: |\n' +
      '| forward pass alone | 50 | 100 % |\n| tokenising alone | 1000 | 2000 % |\n' +
      '| `cloze embed --format npy` | 25 | 50 % |\n| `cloze embed --format parquet` | 50 | 100 % |\n' +
      '| `cloze embed --format jsonl` | 25 | 50 % |',
  );
});
