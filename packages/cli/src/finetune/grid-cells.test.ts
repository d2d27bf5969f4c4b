import { defineDataset } from '@cloze/contracts';
import { PluginTable } from '@cloze/registry';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { builtIns } from '../builtins.js';
import type { JsonObject } from '../config/json-value.js';
import { messageOf } from '../testing/message-of.js';
import { TINY_FINETUNE } from '../testing/tiny-finetune.js';
import { gridCells } from './grid-cells.js';

const toy = defineDataset({
  name: 'toy-records.v1',
  summary: 'Never opened.',
  options: z.strictObject({ files: z.array(z.string()) }),
  open: () => Promise.reject(new Error('not opened')),
});
const table = new PluginTable([...builtIns, toy].map((plugin) => ({ plugin, origin: 'built-in' })));
const cells = (grid?: object) =>
  gridCells(JSON.parse(JSON.stringify({ ...TINY_FINETUNE, ...(grid && { grid }) })) as JsonObject, table);

describe('a grid', () => {
  it('has every combination, the last path varying fastest', () => {
    const grid = { 'optimizer.learningRate': [0.1, 0.2], 'training.epochs': [1, 2] };
    expect(cells(grid).map(({ values }) => Object.values(values))).toEqual([
      [0.1, 1],
      [0.1, 2],
      [0.2, 1],
      [0.2, 2],
    ]);
    expect(cells(grid).map(({ parsed }) => parsed.config.training.epochs)).toEqual([1, 2, 1, 2]);
  });

  it('is the config itself where there is none', () => {
    expect(cells().map(({ values }) => values)).toEqual([{}]);
  });

  it('says which key is no path', async () => {
    expect(await messageOf(() => cells({ 'a..b': [1] }))).toBe(
      'A key of the grid is no path in the config\n  where: grid\n  received: "a..b"\n' +
        '  allowed: paths such as "optimizer.learningRate" or "heads[0].dropout"',
    );
  });

  it('names the combination whose values do not fit', async () => {
    expect(await messageOf(() => cells({ 'optimizer.learningRat': [1] }))).toContain(
      '\n  where: optimizer, of the grid, with optimizer.learningRat 1\n',
    );
    expect(await messageOf(() => cells({ 'training.epochs': [1, -1], 'training.batchSize': [2] }))).toContain(
      ', of the grid, with training.epochs -1, training.batchSize 2\n',
    );
  });

  it.each([
    ['seeds', { 'training.seeds': [[1], [2]] }, '[1]'],
    ['bestMetric', { 'training.bestMetric': ['loss', 'topic.accuracy'] }, '"topic.accuracy"'],
    ['seeds', { training: [{ ...TINY_FINETUNE.training, seeds: [7] }] }, '[7]'],
  ])('does not vary %s, which are of all combinations', async (name, grid, received) => {
    expect(await messageOf(() => cells(grid))).toBe(
      `A grid varies training.${name}, by which all its combinations are run and compared\n  where: grid\n` +
        `  received: ${received}\n  fix: set "${name}" in "training" itself, once for all combinations`,
    );
  });
});
