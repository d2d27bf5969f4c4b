/**
 * Draws the losses of a run as SVG, from its metrics.jsonl (several files: phases, one after the other):
 * `node --import tsx --conditions=@cloze/source tools/docs/plot-metrics.ts OUT.svg BASELINE_NATS METRICS.jsonl…`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { lineChart, standaloneSvg, type LineSeries } from '@cloze/reports';

const [out, baseline, ...files] = process.argv.slice(2);

const series: LineSeries[] = [];
let before = 0;
for (const file of files) {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  const curve = (split: string, metric: string) =>
    rows
      .filter((row) => row['split'] === split)
      .map((row): [number, number] => [before + Number(row['step']), Number(row[metric])]);
  series.push(
    { name: 'training, all targets', points: curve('train', 'mlm.loss'), color: 0 },
    { name: 'validation, at [MASK]', points: curve('validation', 'mlm.maskedLoss'), dots: true, color: 1 },
  );
  before += Math.max(...rows.map(({ step }) => Number(step)));
}

const chart = await lineChart({
  x: { title: 'optimizer steps' },
  y: { title: 'loss in nats' },
  series,
  levels: [{ name: 'unigram entropy of the validation masks', value: Number(baseline) }],
});
writeFileSync(out, standaloneSvg(chart));
