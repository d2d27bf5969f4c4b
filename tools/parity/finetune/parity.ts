/**
 * Fine-tuning beside transformers, from the same checkpoint, data, hyperparameters, first head weights and batch order:
 * `npx nx parity cloze`.
 *
 * - without dropout the losses of the first 50 steps, and with dropout of the same masks those of all steps, are equal to 1e-3;
 * - with dropout of each side's own, over five seeds each or more, the means of the test score differ by less than two standard errors of their difference,
 *   as of independent runs and seed by seed.
 *
 *   --datasets stsb,snli   only these              --seeds 5      runs with masks of each side's own; 0 for none
 *   --keep                 run no seed again whose scores are kept from the same config
 *   --write                keep the figures in results.json, and with them the table of docs/fine-tuning.md
 *
 * `CLOZE_PYTHON` names an interpreter with torch, transformers, scipy and seqeval; without it one is set up.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GUIDE } from '../../docs/finetuning-tables.js';
import { writeBlock } from '../../docs/generated-block.js';
import { writeJson } from '../../docs/write-json.js';
import { pythonWith } from '../transformers/environments.js';
import { runCloze, type ParityRun, type SideResult } from './cloze-side.js';
import { PARITY_DATASETS, parityDigest, type ParityDataset } from './datasets.js';
import { agrees, BLOCK, parityTable, readResults, RESULTS, type ParityResult } from './results.js';

const { values: flags } = parseArgs({
  options: {
    datasets: { type: 'string', default: PARITY_DATASETS.map(({ id }) => id).join() },
    seeds: { type: 'string' },
    keep: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const COMPARED_STEPS = 50;
const python = pythonWith('parity-finetune', ['torch', 'transformers', 'scipy', 'seqeval']);
const chosen = PARITY_DATASETS.filter(({ id }) => flags.datasets.split(',').includes(id));

interface Comparison {
  readonly cloze: SideResult;
  readonly transformers: SideResult;
}

let failed = false;
for (const dataset of chosen) {
  const result = await measure(dataset);
  const agree = agrees(result, COMPARED_STEPS);
  failed ||= !agree;
  say(`${parityTable([result]).split('\n')[2]}${agree ? '' : ' TOO FAR'}`);
  if (flags.write) {
    const kept = new Map([...readResults(), result].map((one) => [one.id, one]));
    const results = PARITY_DATASETS.flatMap(({ id }) => kept.get(id) ?? []);
    await writeJson(RESULTS, results);
    await writeBlock({ file: GUIDE, name: BLOCK }, parityTable(results));
  }
}
if (failed) process.exitCode = 1;

async function measure(dataset: ParityDataset): Promise<ParityResult> {
  const [without] = await compare(dataset, [1], { dropout: 0 });
  const [masked] = await compare(dataset, [1], { dropout: 0.1, sameMasks: true });
  const kept = keptScores(dataset);
  const seeds = Array.from({ length: Number(flags.seeds ?? dataset.seeds) }, (_, i) => i + 1);
  const [keptCloze, keptTransformers] = [kept.cloze, kept.transformers].map((scores) => scores.slice(0, seeds.length));
  const repeated = await compare(dataset, seeds.slice(keptCloze.length), { dropout: 0.1 });
  const differences = lossDifferences(without).slice(0, COMPARED_STEPS);
  return {
    id: dataset.id,
    digest: parityDigest(dataset),
    title: dataset.title,
    metric: dataset.metric.of,
    steps: differences.length,
    largestDifference: Math.max(...differences),
    largestMaskedDifference: Math.max(...lossDifferences(masked)),
    maskedScores: [masked.cloze.score, masked.transformers.score],
    cloze: [...keptCloze, ...repeated.map((one) => one.cloze.score)],
    transformers: [...keptTransformers, ...repeated.map((one) => one.transformers.score)],
  };
}

/** Scores of the first seeds from an earlier run. */
function keptScores(dataset: ParityDataset): Pick<ParityResult, 'cloze' | 'transformers'> {
  const kept = readResults().find(({ id, digest }) => id === dataset.id && digest === parityDigest(dataset));
  return flags.keep && kept ? kept : { cloze: [], transformers: [] };
}

function lossDifferences({ cloze, transformers }: Comparison): number[] {
  return cloze.losses.map((loss, step) => Math.abs(loss - transformers.losses[step]));
}

async function compare(
  dataset: ParityDataset,
  wanted: readonly number[],
  dropout: Pick<ParityRun, 'dropout' | 'sameMasks'>,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const seed of wanted) {
    const folder = mkdtempSync(join(tmpdir(), 'cloze-parity-'));
    try {
      const cloze = await runCloze({ dataset, seed, ...dropout, folder });
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
