import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lineChart, standaloneSvg } from '@cloze/reports';
import { readRuns, type DocumentedRun } from './documented-runs.js';

/** Runs whose way says more than their end, with the loss that is drawn. */
const DRAWN: Readonly<Record<string, string>> = { 'mlm-nsp': 'nsp', 'mlm-sop': 'sop' };

/** A picture of the docs. */
export interface RunPicture {
  readonly file: string;
  readonly svg: string;
}

/** Draws all pictures of the documented runs anew. */
export async function writeRunPictures(): Promise<void> {
  for (const { file, svg } of await runPictures(readRuns())) writeFileSync(file, svg);
}

/** The validation loss of an objective on the way, beside the best constant prediction on the test text. */
export function runPictures(runs: readonly DocumentedRun[]): Promise<RunPicture[]> {
  const drawn = runs.filter(({ name }) => name in DRAWN);
  return Promise.all(
    drawn.map(async ({ name, curves, evaluation }) => {
      const id = DRAWN[name];
      const points = curves.flatMap(({ step, values }): (readonly [number, number])[] =>
        values[`${id}.loss`] === undefined ? [] : [[step, values[`${id}.loss`]]],
      );
      const measure = evaluation.measures.find((one) => one.objective === id && one.name === 'loss');
      const chart = await lineChart({
        x: { title: 'step of the phase' },
        y: { title: `${id} loss on validation text, nats` },
        series: [{ name: id, points, dots: true }],
        levels: measure?.constant ? [{ name: 'best constant', value: measure.constant.value }] : [],
      });
      const file = resolve(import.meta.dirname, `../../docs/images/pretraining-${name}.svg`);
      return { file, svg: standaloneSvg(chart) };
    }),
  );
}
