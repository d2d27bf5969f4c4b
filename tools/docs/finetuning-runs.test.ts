import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configOf, digestOf } from './finetuning-config.js';
import { readResults } from './finetuning-results.js';
import { FINETUNING_ROWS, SEEDS, type EncoderKind } from './finetuning-rows.js';
import { finetuningTables, GUIDE } from './finetuning-tables.js';
import { layOut, readBlock } from './generated-block.js';

interface Part {
  readonly limit?: number;
  readonly part?: { readonly of: number; readonly take: readonly number[] };
}

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

  it('are all made, with every baseline, in every seed, and decoded in every way', () => {
    const results = readResults();
    for (const { id, measure, decodings = {}, kinds = ['minilm', 'lstm', 'static-vectors'] } of FINETUNING_ROWS) {
      for (const kind of kinds.filter((one) => one !== 'own')) {
        const result = results[`${id}/${kind}`];
        expect(result?.seeds, `${id}/${kind}`).toEqual(SEEDS);
        const names = [measure, ...(kind === 'minilm' ? Object.keys(decodings) : [])].map((name) => `test.${name}`);
        expect(Object.keys(result.mean)).toEqual(expect.arrayContaining(names));
      }
    }
  });

  it('learn from as much as the tables say', () => {
    for (const row of FINETUNING_ROWS) {
      const { data } = configOf(row, 'minilm', SEEDS, { kind: 'minilm', folder: '' }) as unknown as {
        readonly data: { readonly train: Part; readonly maxLength?: number };
      };
      const { limit, part } = data.train;
      const said = row.trained.split(' ')[0];
      if (limit !== undefined) expect(`${row.id}: ${said}`).toBe(`${row.id}: ${limit.toLocaleString('en')}`);
      else if (part !== undefined) expect(row.trained).toContain(`${part.take.length} of ${part.of} parts`);
      else expect(said).toBe('all');
      if (row.trained.includes('tokens')) expect(row.trained).toContain(`, ${data.maxLength} tokens`);
    }
  });

  it('have a config each, and an id of their own', () => {
    const ids = FINETUNING_ROWS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, config = id } of FINETUNING_ROWS)
      expect(existsSync(join(import.meta.dirname, '../../examples/finetuning', `${config}.json`))).toBe(true);
  });
});
