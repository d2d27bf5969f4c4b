import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lineChart, standaloneSvg } from '@cloze/reports';
import { writeBlock, type GeneratedBlock } from '../../docs/generated-block.js';
import { fitOf, lengthWhere, perToken, type LengthFigures } from './figures.js';

const docs = resolve(import.meta.dirname, '../../../docs');

/** Where the table stands. */
export const LENGTH_BLOCK: GeneratedBlock = { file: resolve(docs, 'pretraining.md'), name: 'sequence-length' };

/** Draws the two pictures and renews the table. */
export async function drawFigures(figures: LengthFigures): Promise<void> {
  writeFileSync(resolve(docs, 'images/sequence-length-time.svg'), await timePicture(figures));
  writeFileSync(resolve(docs, 'images/sequence-length-memory.svg'), await memoryPicture(figures));
  await writeBlock(LENGTH_BLOCK, lengthTable(figures));
}

const length = { title: 'tokens of an example', scale: 'log', base: 2, format: 'd' } as const;

/** Time a token: as measured, and split into what depends on the length and what does not. */
export async function timePicture(figures: LengthFigures): Promise<string> {
  const { constant, slope } = fitOf(figures);
  const lengths = figures.points.map((point) => point.length);
  const chart = await lineChart({
    x: length,
    y: { title: 'microseconds of processor time a token', zero: true },
    series: [
      {
        name: 'a training step, measured',
        points: figures.points.map((point) => [point.length, perToken(figures, point)]),
        dots: true,
      },
      { name: 'what grows with the length', points: steps(lengths).map((x) => [x, slope * x]), dashed: true },
      { name: 'all else', points: lengths.map((x) => [x, constant]), dashed: true },
    ],
  });
  return standaloneSvg(chart);
}

/** Largest resident memory of the process. */
export async function memoryPicture(figures: LengthFigures): Promise<string> {
  const chart = await lineChart({
    x: length,
    y: { title: 'MiB at the peak', zero: true },
    series: [
      {
        name: 'the whole process',
        points: figures.points.map((point) => [point.length, point.peakBytes / 2 ** 20]),
        dots: true,
      },
    ],
  });
  return standaloneSvg(chart);
}

/** A curve that is no straight line on a logarithmic axis needs points in between. */
function steps(lengths: readonly number[]): number[] {
  const [low, high] = [Math.min(...lengths), Math.max(...lengths)];
  return Array.from({ length: 41 }, (_, i) => low * (high / low) ** (i / 40));
}

/** The figures as Markdown, with what they show. */
export function lengthTable(figures: LengthFigures): string {
  const fit = fitOf(figures);
  const rows = figures.points.map((point) => {
    const time = perToken(figures, point);
    const share = (fit.slope * point.length) / (fit.constant + fit.slope * point.length);
    const cells = [
      point.length.toLocaleString('en-US'),
      String(figures.tokens / point.length),
      point.secondsPerStep.toFixed(2),
      Math.round(1e6 / time).toLocaleString('en-US'),
      `${Math.round(100 * share)} %`,
      Math.round(point.peakBytes / 2 ** 20).toLocaleString('en-US'),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const round = (value: number) => (Math.round(value / 10) * 10).toLocaleString('en-US');
  return [
    '| tokens of an example | examples a batch | processor seconds a step | tokens a processor second | share that grows with the length | MiB at the peak |',
    '| ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    `Processor time on ${figures.processor}. A token costs ${fit.constant.toFixed(0)} µs whatever the length, and ` +
      `${(1000 * fit.slope).toFixed(1)} ns more for each token in sight of it: attention is a tenth of the time at ` +
      `${round(lengthWhere(fit, 0.1))} tokens, a quarter at ${round(lengthWhere(fit, 0.25))}, and half of it at ${round(lengthWhere(fit, 0.5))}.`,
  ].join('\n');
}
