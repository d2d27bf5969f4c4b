import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf, digestOf } from './finetuning-config.js';
import { readResults } from './finetuning-results.js';
import { FINETUNING_ROWS, type EncoderKind } from './finetuning-rows.js';
import { finetuningTables, GUIDE } from './finetuning-tables.js';
import { layOut, readBlock } from './generated-block.js';

describe('the documented fine-tuning runs', () => {
  it('have the tables of their results in the guide (renew them with `npm run finetuning-runs -- --tables`)', async () => {
    for (const [name, markdown] of Object.entries(finetuningTables(readResults())))
      expect(readBlock({ file: GUIDE, name })).toBe(await layOut(markdown, GUIDE));
  });

  it('are of the configs as they are now', () => {
    const start = { kind: 'minilm', folder: '' } as const;
    for (const [name, { seeds, digest }] of Object.entries(readResults())) {
      const [id, kind] = name.split('/');
      const row = FINETUNING_ROWS.find((one) => one.id === id);
      // Runs from an encoder of our own name its folder.
      if (kind === 'own') continue;
      expect(row, name).toBeDefined();
      expect(`${name} ${digest}`).toBe(`${name} ${digestOf(configOf(row!, kind as EncoderKind, seeds, start))}`);
    }
  });

  it('have a config each, and an id of their own', () => {
    const ids = FINETUNING_ROWS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, config = id } of FINETUNING_ROWS)
      expect(existsSync(join(import.meta.dirname, '../../examples/finetuning', `${config}.json`))).toBe(true);
  });
});
