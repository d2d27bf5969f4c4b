import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guideFiles } from '../tools/release/guide-files.js';

const here = import.meta.dirname;

describe('the examples', () => {
  it('have the plugins of the guide, word for word', () => {
    const guide = guideFiles(readFileSync(join(here, '../docs/write-a-plugin.md'), 'utf8'));
    const names = readdirSync(join(here, 'plugins'));
    expect(names.sort()).toEqual(['entity-masking.ts', 'swap-detection.ts', 'swap-neighbours.ts']);
    for (const name of names) expect(readFileSync(join(here, 'plugins', name), 'utf8')).toBe(guide.get(name));
  });

  it('ship a corpus of at most 1 MB, and say where it comes from', () => {
    const folder = join(here, 'corpus/pride-and-prejudice');
    const bytes = readdirSync(folder).reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
    expect(bytes).toBeLessThanOrEqual(1_000_000);
    expect(readFileSync(join(here, 'corpus/SOURCE.md'), 'utf8')).toContain('public domain');
  });
});
