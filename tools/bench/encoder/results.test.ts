import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layOut, readBlock } from '../../docs/generated-block.js';
import { limits } from './limits.js';
import { median } from '../median.js';
import { blockName, ratioTo, readResults, resultsTable } from './results.js';
import { rows } from './rows.js';

const file = resolve(import.meta.dirname, '../../../docs/performance.md');

it.each(limits)('docs/performance.md shows the kept figures: limit %s', async (limit) => {
  const kept = readResults(limit);
  const wanted = kept === undefined ? '' : await layOut(resultsTable(kept), file);
  expect(readBlock({ file, name: blockName(limit) })).toBe(wanted);
});

describe('kept figures', () => {
  it.each(limits)('are there for every row, with every peer that can run it: limit %s', (limit) => {
    const kept = readResults(limit);
    for (const { id, peers } of rows) {
      const wanted = limit === 'none' ? peers : peers.filter((peer) => peer.startsWith('transformers'));
      const rates = kept?.rows.find((row) => row.id === id)?.rates ?? {};
      expect({ id, sides: Object.keys(rates).sort() }).toEqual({ id, sides: ['cloze', ...wanted].sort() });
    }
  });
});

describe('figures', () => {
  it('are medians, between the middle two of an even number', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('compare runs of one pair, with as many pairs as the peer has', () => {
    const result = { id: 'tiny', tokens: 1, flop: 1, differences: {}, peakBytes: {} };
    expect(ratioTo('wasm', { ...result, rates: { cloze: [20, 30, 1], wasm: [10, 10] } })).toBe(2.5);
    expect(ratioTo('wasm', { ...result, rates: { cloze: [20] } })).toBeUndefined();
  });
});
