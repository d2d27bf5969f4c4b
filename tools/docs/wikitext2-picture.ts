import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lineChart, standaloneSvg, type LineSeries } from '@cloze/reports';
import type { RunPicture } from './run-pictures.js';
import { readWikitext2, type Wikitext2Run } from './wikitext2-run.js';
import { figuresOf } from './wikitext2-text.js';

/** Draws the picture of the run anew. */
export async function writeWikitext2Picture(): Promise<void> {
  const { file, svg } = await wikitext2Picture(readWikitext2());
  writeFileSync(file, svg);
}

/** The losses of the run over the steps of both phases, beside the unigram entropy of the validation masks. */
export async function wikitext2Picture(run: Wikitext2Run): Promise<RunPicture> {
  const series: LineSeries[] = [];
  let before = 0;
  for (const { steps, training, validation } of run.phases) {
    const start = before;
    const curve = (of: typeof training) => of.steps.map((step, i) => [start + step, of.losses[i]] as const);
    series.push(
      { name: 'training, all targets', points: curve(training), color: 0 },
      { name: 'validation, at [MASK]', points: curve(validation), dots: true, color: 1 },
    );
    before += steps;
  }
  const chart = await lineChart({
    x: { title: 'optimizer steps' },
    y: { title: 'loss in nats' },
    series,
    levels: [{ name: 'unigram entropy of the validation masks', value: figuresOf(run).entropy }],
  });
  return { file: resolve(import.meta.dirname, '../../docs/images/wikitext2-loss.svg'), svg: standaloneSvg(chart) };
}
