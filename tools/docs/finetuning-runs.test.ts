import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readResults } from './finetuning-results.js';
import { FINETUNING_ROWS } from './finetuning-rows.js';
import { finetuningTables, GUIDE } from './finetuning-tables.js';
import { layOut, readBlock } from './generated-block.js';

describe('the documented fine-tuning runs', () => {
  it('have the tables of their results in the guide (renew them with `npm run finetuning-runs -- --tables`)', async () => {
    for (const [name, markdown] of Object.entries(finetuningTables(readResults())))
      expect(readBlock({ file: GUIDE, name })).toBe(await layOut(markdown, GUIDE));
  });

  it('have a config each, and an id of their own', () => {
    const ids = FINETUNING_ROWS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, config = id } of FINETUNING_ROWS)
      expect(existsSync(join(import.meta.dirname, '../../examples/finetuning', `${config}.json`))).toBe(true);
  });
});
