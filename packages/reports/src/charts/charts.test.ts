import { describe, expect, it } from 'vitest';
import { barChart } from './bar-chart.js';
import { heatmap } from './heatmap.js';
import { histogram } from './histogram.js';
import { lineChart } from './line-chart.js';
import { scatter } from './scatter.js';
import { color, seriesColor } from '../page/colors.js';

const labelsOf = (source: string, role: string) =>
  [...source.matchAll(/aria-label="([^"]*)"[^>]*aria-roledescription="([^"]*)"/g)]
    .filter(([, , found]) => found.startsWith(role))
    .map(([, label]) => label);

describe('lineChart', () => {
  const points = [
    [0, 9],
    [10, 5.25],
    [20, Number.NaN],
  ] as const;

  it('draws a line a series, says where each ends, and leaves out what is not a number', async () => {
    const { source } = await lineChart({
      title: 'Loss',
      caption: 'As logged.',
      x: { title: 'step' },
      y: { title: 'nats' },
      series: [
        { name: 'train', points },
        { name: 'validation', points: [[10, 6]], dots: true },
      ],
      levels: [{ name: 'constant', value: 6.5 }],
    });
    expect(source).toContain(
      'aria-label="Loss. Lines of nats over step: train ends at 5.25, validation ends at 6, constant is 6.5"',
    );
    expect(labelsOf(source, 'square')).toEqual(['train: 9 at step 0', 'train: 5.25 at step 10']);
    expect(labelsOf(source, 'circle')).toEqual(['validation: 6 at step 10']);
    expect(labelsOf(source, 'rule')).toEqual(['constant: 6.5']);
    expect(source).toContain('<h3>Loss</h3>');
    expect(source).toContain('<figcaption>As logged.</figcaption>');
  });

  it('draws the raw line behind in the colour of its own, without a place in the legend', async () => {
    const { source } = await lineChart({
      x: { title: 'step' },
      y: { title: 'nats' },
      series: [
        { name: 'a', points, behind: true },
        { name: 'a', points },
        { name: 'b', points },
      ],
    });
    const strokes = [...source.matchAll(/stroke="(var\(--series-\d[^"]*)"/g)].map(([, stroke]) => stroke);
    expect(strokes.slice(0, 3)).toEqual([seriesColor(0), seriesColor(0), seriesColor(1)]);
    expect(source).toContain('legend for fill color and stroke color with 2 values: a, b');
  });

  it('leaves out what a logarithm does not take', async () => {
    const { source } = await lineChart({
      x: { title: 'length', scale: 'log' },
      y: { title: 'ms', scale: 'log' },
      series: [
        {
          name: 'time',
          points: [
            [0, 1],
            [128, 10],
            [256, 0],
            [512, 40],
          ],
        },
      ],
    });
    expect(labelsOf(source, 'square')).toEqual(['time: 10 at length 128', 'time: 40 at length 512']);
  });
});

describe('barChart', () => {
  it('draws bars in their order, with values and intervals', async () => {
    const { source } = await barChart({
      value: { title: 'accuracy' },
      bars: [
        { label: 'nsp', group: 'model', value: 0.71234567, low: 0.7, high: 0.72 },
        { label: 'nsp', group: 'constant', value: 0.5 },
      ],
    });
    expect(labelsOf(source, 'bar')).toEqual(['nsp, model: 0.7123 (0.7 to 0.72)', 'nsp, constant: 0.5']);
    expect(source).toContain('>0.7123</text>');
    expect(source.match(new RegExp(`stroke="${escapeRegExp(color('text'))}"`, 'g'))).toHaveLength(1);
  });
});

describe('scatter', () => {
  it('labels every point, with its group', async () => {
    const { source } = await scatter({
      x: { title: 'first' },
      y: { title: 'second' },
      points: [
        { x: 1, y: 2, label: 'cat', group: 'noun' },
        { x: 2, y: 1, label: 'run', group: 'verb' },
      ],
    });
    expect(labelsOf(source, 'circle')).toEqual(['cat (noun)', 'run (verb)']);
    expect(source).toContain('aria-label="2 points in 2 groups: noun, verb"');
  });
});

describe('histogram', () => {
  it('counts every value once, the largest in the last interval', async () => {
    const { source } = await histogram({ x: 'tokens', bins: 4, series: [{ name: 'all', values: [0, 1, 2, 3, 4, 4] }] });
    expect(labelsOf(source, 'bar')).toEqual([
      'all: 1 from 0 to 1',
      'all: 1 from 1 to 2',
      'all: 1 from 2 to 3',
      'all: 3 from 3 to 4',
    ]);
  });

  it('draws values that are all the same', async () => {
    const { source } = await histogram({ x: 'tokens', bins: 2, series: [{ name: 'all', values: [5, 5] }] });
    expect(labelsOf(source, 'bar')[0]).toBe('all: 2 from 5 to 6');
  });
});

describe('heatmap', () => {
  it('shades by share of the largest value and tells each cell', () => {
    const { source } = heatmap({
      rowTitle: 'layer',
      columnTitle: 'head',
      rows: ['1'],
      columns: ['1', '2'],
      values: [[0.5, 2]],
      numbers: true,
    });
    expect(source).toContain('<td style="--hue:var(--accent);--share:25%" data-label="1, 1: 0.5">0.5</td>');
    expect(source).toContain('<td style="--hue:var(--accent);--share:100%" data-label="1, 2: 2">2</td>');
  });
});

function escapeRegExp(text: string): string {
  return text.replace(/[()]/g, '\\$&');
}
