/**
 * Fine-tuning beside transformers, from the same checkpoint, data, hyperparameters, first head weights and batch order:
 * `npx nx parity cloze`.
 *
 * - without dropout the losses of the first 50 steps are equal to 1e-3;
 * - with dropout, over five seeds each, the means of the test score differ by less than two standard errors of their difference.
 *
 *   --datasets stsb,snli   only these              --seeds 5      runs with dropout; 0 for none
 *   --json FILE            also write all numbers
 *
 * `CLOZE_PYTHON` names an interpreter with torch, transformers, scipy and seqeval; without it one is set up.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonWith } from '../transformers/environments.js';
import { runCloze, type SideResult } from './cloze-side.js';
import { PARITY_DATASETS, type ParityDataset } from './datasets.js';

const { values: flags } = parseArgs({
  options: {
    datasets: { type: 'string', default: PARITY_DATASETS.map(({ id }) => id).join() },
    seeds: { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const TOLERANCE = 1e-3;
const COMPARED_STEPS = 50;
const python = pythonWith('parity-finetune', ['torch', 'transformers', 'scipy', 'seqeval']);
const chosen = PARITY_DATASETS.filter(({ id }) => flags.datasets.split(',').includes(id));
const seeds = Array.from({ length: Number(flags.seeds) }, (_, i) => i + 1);

interface Comparison {
  readonly cloze: SideResult;
  readonly transformers: SideResult;
}

const results: object[] = [];
let failed = false;
for (const dataset of chosen) {
  const [exact] = await compare(dataset, [1], 0);
  const differences = exact.cloze.losses
    .slice(0, COMPARED_STEPS)
    .map((loss, step) => Math.abs(loss - exact.transformers.losses[step]));
  const largest = Math.max(...differences);
  const equal = differences.length === COMPARED_STEPS && largest < TOLERANCE;
  say(
    `${dataset.title}: losses of ${differences.length} steps differ by at most ${largest.toExponential(1)}${equal ? '' : ' – TOO MUCH'}`,
  );
  const repeated = seeds.length > 1 ? await compare(dataset, seeds, 0.1) : [];
  const scores = {
    cloze: repeated.map((one) => one.cloze.score),
    transformers: repeated.map((one) => one.transformers.score),
  };
  const close = repeated.length === 0 || agree(dataset, scores.cloze, scores.transformers);
  failed ||= !equal || !close;
  results.push({ dataset: dataset.id, metric: dataset.metric.name, largestDifference: largest, scores });
}
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(results, undefined, 2)}\n`);
if (failed) process.exitCode = 1;

async function compare(dataset: ParityDataset, wanted: readonly number[], dropout: number): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const seed of wanted) {
    const folder = mkdtempSync(join(tmpdir(), 'cloze-parity-'));
    try {
      const cloze = await runCloze({ dataset, seed, dropout, folder });
      const output = execFileSync(python, [join(import.meta.dirname, 'peer.py'), join(folder, 'job/job.json')], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      comparisons.push({ cloze, transformers: JSON.parse(output) as SideResult });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return comparisons;
}

/** Whether two means differ by less than two standard errors of their difference. */
function agree({ title, metric }: ParityDataset, a: readonly number[], b: readonly number[]): boolean {
  const [x, y] = [a, b].map(meanAndVariance);
  const error = Math.sqrt(x.variance / a.length + y.variance / b.length);
  const difference = x.mean - y.mean;
  const close = Math.abs(difference) < 2 * error || difference === 0;
  say(
    `${title}: ${metric.name} over ${a.length} seeds: cloze ${x.mean.toFixed(4)}, transformers ${y.mean.toFixed(4)}, ` +
      `difference ${difference.toFixed(4)}, two standard errors ${(2 * error).toFixed(4)}${close ? '' : ' – TOO FAR'}`,
  );
  return close;
}

function meanAndVariance(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
