import { describe, expect, it } from 'vitest';
import { lossCurves, type CurveRow } from './loss-curves.js';

const row = (step: number, split: CurveRow['split'], values: CurveRow['values']): CurveRow => ({ step, split, values });

describe('lossCurves', () => {
  it('charts each objective’s loss, evaluations as dots', () => {
    const rows = [9, 7, 5, 4, 3].flatMap((loss, i) => [
      row(10 * i, 'train', { loss, 'mlm.loss': loss, 'mlm.accuracy': 0.5 }),
      ...(i % 2 === 1 ? [row(10 * i, 'validation', { 'mlm.loss': loss + 0.5 })] : []),
    ]);
    expect(lossCurves(rows, 40)).toEqual([
      '',
      'mlm.loss: 9.0000 → 3.0000 in training, 4.5000 in evaluation (●)',
      '    ▲',
      '9.00┤━━━━━━┓',
      '    │      ┃',
      '    │      ┗●━━━━━━┓',
      '6.00┤              ┃',
      '    │              ┃',
      '    │              ┗━━━━━━┓●',
      '    │                     ┗━━━━━━┓',
      '3.00┤                            ┗━',
      '    └┬──────────────┬─────────────┬▶',
      '     0             20            40',
    ]);
  });

  it('charts nothing of one point, and takes means where there are more steps than columns', () => {
    expect(lossCurves([row(1, 'train', { 'mlm.loss': 1 })], 80)).toEqual([]);
    const rows = Array.from({ length: 1000 }, (_, i) => row(i, 'train', { 'mlm.loss': i % 2 === 0 ? 2 : 4 }));
    const [, title, ...lines] = lossCurves(rows, 60);
    expect(title).toBe('mlm.loss: 2.0000 → 4.0000 in training');
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(60);
    expect(lossCurves([row(1, 'train', { 'a.loss': NaN }), row(2, 'train', { 'a.loss': 1 })], 80)).toEqual([]);
  });
});
