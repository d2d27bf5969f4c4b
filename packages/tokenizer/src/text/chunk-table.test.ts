import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkTable } from './chunk-table.js';

const unitsOf = (text: string) => Uint16Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));

describe('ChunkTable', () => {
  it('numbers distinct chunks like a Map, whatever the hashes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 300 }),
        fc.integer({ min: 1, max: 7 }),
        (texts, spread) => {
          const table = new ChunkTable();
          const known = new Map<string, number>();
          for (const text of texts) {
            const units = unitsOf(text);
            const hash = units[0] % spread;
            const index = table.find(units, 0, units.length, hash);
            expect(index).toBe(known.get(text) ?? -1);
            if (index < 0) known.set(text, table.add(units, 0, units.length, hash));
          }
          expect(table.size).toBe(known.size);
          for (const [text, index] of known) expect(String.fromCharCode(...table.units(index))).toBe(text);
        },
      ),
    );
  });

  it('keeps many chunks, and starts anew when cleared', () => {
    const table = new ChunkTable();
    for (let i = 0; i < 5000; i += 1)
      expect(table.add(unitsOf(`word ${i}`), 0, 9 - (i < 10 ? 3 : i < 100 ? 2 : i < 1000 ? 1 : 0), i * 7)).toBe(i);
    expect(table.find(unitsOf('word 4321'), 0, 9, 4321 * 7)).toBe(4321);
    table.clear();
    expect(table.find(unitsOf('word 4321'), 0, 9, 4321 * 7)).toBe(-1);
    expect(table.add(unitsOf('again'), 0, 5, 3)).toBe(0);
  });
});
