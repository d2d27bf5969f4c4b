import { describe, expect, it } from 'vitest';
import { markup } from '../markup/markup.js';
import { confusionMatrix } from './confusion-matrix.js';
import { table } from './table.js';

describe('table', () => {
  it('aligns numbers of a column to the same decimals', () => {
    const { source } = table({
      columns: ['type', 'F1', 'gold'],
      rows: [
        ['PER', 0.5, 1200],
        ['LOC', 0.123456, 7],
        [markup`<b>all</b>`, undefined, 1207],
      ],
    });
    expect(source).toContain(
      '<tr><th scope="row" class="words">PER</th><td class="number">0.5000</td><td class="number">1,200</td></tr>',
    );
    expect(source).toContain('<td class="number">0.1235</td>');
    expect(source).toContain('<th scope="row" class="words"><b>all</b></th><td class="number"></td>');
  });
});

describe('confusionMatrix', () => {
  it('shades by share of the gold label, right ones in another colour than wrong ones', () => {
    const { source } = confusionMatrix({
      labels: ['PER', 'LOC'],
      counts: [
        [3, 1],
        [0, 0],
      ],
    });
    expect(source).toContain(
      '<td style="--hue:var(--good);--share:75%" data-label="PER taken for PER: 3 (75.0 % of 4)">3</td>',
    );
    expect(source).toContain(
      '<td style="--hue:var(--bad);--share:25%" data-label="PER taken for LOC: 1 (25.0 % of 4)">1</td>',
    );
    expect(source).toContain('data-label="LOC taken for LOC: 0 (0.0 % of 0)">·</td>');
  });
});
