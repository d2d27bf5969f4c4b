import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layOut, readBlock } from '../../docs/generated-block.js';
import { LENGTH_BLOCK, lengthTable, memoryPicture, timePicture } from './draw-figures.js';
import { fitOf, lengthWhere, readFigures } from './figures.js';

const picture = (name: string) =>
  readFileSync(resolve(import.meta.dirname, `../../../docs/images/sequence-length-${name}.svg`), 'utf8');

describe('the figures of sequence length', () => {
  it('are drawn and told in the docs as they were measured (renew with `tools/bench/length/bench.ts --draw`)', async () => {
    const figures = readFigures();
    expect(readBlock(LENGTH_BLOCK)).toBe(await layOut(lengthTable(figures), LENGTH_BLOCK.file));
    expect(picture('time')).toBe(await timePicture(figures));
    expect(picture('memory')).toBe(await memoryPicture(figures));
  });

  it('are split by a line that finds its own constant and slope again', () => {
    const points = [128, 512, 2048].map((length) => ({
      length,
      secondsPerStep: (20 + 0.01 * length) * 4096e-6,
      peakBytes: 0,
    }));
    const fit = fitOf({ processor: '', encoder: { preset: 'mini', maxPositions: 2048 }, tokens: 4096, points });
    expect(fit.constant).toBeCloseTo(20, 8);
    expect(fit.slope).toBeCloseTo(0.01, 10);
    expect(lengthWhere(fit, 0.5)).toBeCloseTo(2000, 5);
  });
});
