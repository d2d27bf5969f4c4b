import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layOut, readBlock } from './generated-block.js';
import { wikitext2Picture } from './wikitext2-picture.js';
import { readWikitext2, wikitext2Digest } from './wikitext2-run.js';
import { figuresOf, WIKITEXT2_BLOCK, WIKITEXT2_SUMMARY, wikitext2Summary, wikitext2Text } from './wikitext2-text.js';

describe('the documented run on WikiText-2', () => {
  const run = readWikitext2();

  it('was made with the config that is there (renew it with `npm run pretraining-runs -- wikitext2`)', () => {
    expect(run.config).toBe(wikitext2Digest());
  });

  it('stands in docs and README as it was saved', async () => {
    expect(readBlock(WIKITEXT2_BLOCK)).toBe(await layOut(wikitext2Text(run), WIKITEXT2_BLOCK.file));
    expect(readBlock(WIKITEXT2_SUMMARY)).toBe(await layOut(wikitext2Summary(run), WIKITEXT2_SUMMARY.file));
  });

  it('is drawn as it was saved', async () => {
    const { file, svg } = await wikitext2Picture(run);
    expect(readFileSync(file, 'utf8')).toBe(svg);
  });

  it('ends at least half a nat below the unigram entropy of the same targets', () => {
    const { loss, entropy } = figuresOf(run);
    expect(loss).toBeLessThan(entropy - 0.5);
    // What was printed is what was recorded last.
    expect(run.phases.at(-1)?.validation.losses.at(-1)).toBeCloseTo(loss, 3);
  });

  it('says which of its figures is not there', () => {
    expect(() => figuresOf({ ...run, printed: ['done'] })).toThrow('The run on WikiText-2 printed no loss at [MASK]');
  });
});
