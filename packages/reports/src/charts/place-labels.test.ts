import { describe, expect, it } from 'vitest';
import { placeLabels } from './place-labels.js';

const SIZE = { width: 400, height: 300 };
const place = (...points: [x: number, y: number, label: string][]) =>
  placeLabels(
    points.map(([x, y, label]) => ({ x, y, label })),
    SIZE,
  );

describe('placeLabels', () => {
  it('puts labels on the right of their points, on the left where the plot ends', () => {
    expect(place([0, 0, 'cat'], [1, 1, 'a longer label'])).toEqual(['right', 'left']);
  });

  it('turns a label to the other side of a point that it would cover, and leaves it out between two', () => {
    // 34 pixels a unit, and as many a label of five letters.
    const corners = [
      [0, 0, 'x'],
      [10, 10, 'x'],
    ] as [number, number, string][];
    expect(place([5, 5, 'first'], [6, 5, 'other'], ...corners).slice(0, 2)).toEqual(['left', 'right']);
    expect(place([5, 5, 'first'], [6, 5, 'other'], [4, 5, 'third'], ...corners).slice(0, 3)).toEqual([
      undefined,
      'right',
      'left',
    ]);
    expect(place([5, 5, 'first'], [6, 6, 'other'], ...corners).slice(0, 2)).toEqual(['right', 'right']);
  });

  it('leaves out what is longer than the plot', () => {
    expect(place([0, 0, 'long'.repeat(30)], [1, 1, 'b'])).toEqual([undefined, 'right']);
  });
});
