/**
 * Draws the losses of a run as SVG, from its metrics.jsonl (several files: phases, one after the other):
 * `node --import tsx tools/docs/plot-metrics.ts OUT.svg BASELINE_NATS METRICS.jsonl…`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

const [out, baseline, ...files] = process.argv.slice(2);

interface Point {
  readonly step: number;
  readonly loss: number;
  readonly what: string;
}

const points: Point[] = [];
let before = 0;
for (const file of files) {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  for (const row of rows) {
    const validation = row['split'] === 'validation';
    const loss = Number(validation ? row['mlm.maskedLoss'] : row['mlm.loss']);
    points.push({
      step: before + Number(row['step']),
      loss,
      what: validation ? 'validation, at [MASK]' : 'training, all targets',
    });
  }
  before += Math.max(...rows.map(({ step }) => Number(step)));
}

const x = { field: 'step', type: 'quantitative', title: 'optimizer steps' } as const;
const y = { field: 'loss', type: 'quantitative', title: 'loss in nats', scale: { zero: false } } as const;
const spec: TopLevelSpec = {
  width: 640,
  height: 320,
  background: 'white',
  config: { legend: { orient: 'bottom', labelLimit: 0 } },
  data: { values: points },
  layer: [
    { mark: 'line', encoding: { x, y, color: { field: 'what', type: 'nominal', title: null } } },
    {
      data: { values: [{ loss: Number(baseline), what: 'unigram entropy of the validation masks' }] },
      mark: { type: 'rule', strokeDash: [6, 4] },
      encoding: { y, color: { field: 'what', type: 'nominal' } },
    },
  ],
};
const svg = await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG();
writeFileSync(out, `${svg}\n`);
