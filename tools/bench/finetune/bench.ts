/**
 * Wall time of fine-tuning beside transformers, in one run: MiniLM on subjectivity, batches of 32, 3 epochs, on `native`.
 *
 *   --sentences 2000    how many to learn from          --pairs 3     interleaved pairs of timings (medians are told)
 *   --epochs 3          --batch 32                      --threads 2   for both sides
 *   --write             keep the figures in results.json, and with them the table of docs/performance.md
 *
 * Both sides do the same updates from the same checkpoint on the same sentences; the clock runs from the first batch to the last update. Each
 * makes its batches its own way: cloze by length without padding, transformers shuffled and padded to the longest of the batch, as its
 * trainer does by default, and then also from the very batches that cloze made by length.
 *
 * `CLOZE_PYTHON` names an interpreter with torch and transformers; without it one is set up.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCloze, writePeerJob } from '../../parity/finetune/cloze-side.js';
import { PARITY_DATASETS, type ParityDataset } from '../../parity/finetune/datasets.js';
import { pythonWith } from '../../parity/transformers/environments.js';
import { writeBlock } from '../../docs/generated-block.js';
import { writeJson } from '../../docs/write-json.js';
import { BLOCK, RESULTS, speedTable, type Results } from './results.js';

const { values: flags } = parseArgs({
  options: {
    sentences: { type: 'string', default: '2000' },
    epochs: { type: 'string', default: '3' },
    batch: { type: 'string', default: '32' },
    pairs: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
});
const python = pythonWith('bench-finetune', ['torch', 'transformers']);
const [subjectivity] = PARITY_DATASETS;
const dropout = 0.1;

/** Seconds of each side, in the order of the pairs. */
const timings: Record<string, number[]> = { cloze: [], transformers: [], 'transformers, batches by length': [] };
process.stdout.write(
  `${cpus()[0].model}, ${flags.threads} threads, ${flags.sentences} sentences, ${flags.epochs} epochs\n`,
);
for (let pair = 0; pair < Number(flags.pairs); pair += 1) {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-bench-'));
  try {
    const run = { dataset: datasetWith(32), seed: 1, dropout, folder };
    timings['cloze'].push((await runCloze(run)).seconds);
    timings['transformers, batches by length'].push(peer(join(folder, 'job')));
    const shuffled = join(folder, 'shuffled');
    await writePeerJob({ ...run, dataset: datasetWith(0), folder: shuffled });
    timings['transformers'].push(peer(join(shuffled, 'job')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const results: Results = {
  processor: cpus()[0].model,
  threads: Number(flags.threads),
  sentences: Number(flags.sentences),
  epochs: Number(flags.epochs),
  batch: Number(flags.batch),
  timings,
};
const table = speedTable(results);
process.stdout.write(`${table}\n`);
if (flags.write) {
  await writeJson(RESULTS, results);
  await writeBlock({ file: join(import.meta.dirname, '../../../docs/performance.md'), name: BLOCK }, table);
}

function datasetWith(bucket: number): ParityDataset {
  const training = {
    batchSize: Number(flags.batch),
    epochs: Number(flags.epochs),
    bucket,
    evaluateEvery: 1e6,
    checkpointEvery: 1e6,
  };
  return {
    ...subjectivity,
    set: { ...subjectivity.set, 'data.train.limit': Number(flags.sentences), 'data.test.limit': 32, training },
  };
}

function peer(job: string): number {
  const output = execFileSync(
    python,
    [join(import.meta.dirname, '../../parity/finetune/peer.py'), join(job, 'job.json'), flags.threads],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return (JSON.parse(output) as { seconds: number }).seconds;
}
