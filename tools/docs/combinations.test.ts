import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { combinationsPage } from './combinations.js';

const file = new URL('../../docs/combinations.md', import.meta.url).pathname;

describe('docs/combinations.md', () => {
  it('is what the plugins declare (renew it with `npm run combinations`)', async () => {
    const laidOut = await format(combinationsPage(), { ...(await resolveConfig(file)), parser: 'markdown' });
    expect(readFileSync(file, 'utf8')).toBe(laidOut);
  });

  it('tells what cannot work', () => {
    const page = combinationsPage();
    expect(page).toContain('"sbo.v1" needs "spans", which nothing before it provides');
    expect(page).toContain('"nsp.v1" needs "pairs", which nothing before it provides');
    expect(page).toContain('"mlm.v1" needs "aligned-positions", which "delete.v1" takes away');
    expect(page).toContain('"span-masking.v1" needs "word-starts", which "reorder.v1" takes away');
  });
});
