/**
 * Speed of the encoder beside PyTorch's, in one run: `npm run bench -- --peer transformers --peer transformers-sparse`.
 *
 *   --rows tiny,mini     only these rows             --pairs 5        interleaved pairs of timings (at least 5 to quote)
 *   --peer NAME          transformers | transformers-sparse, may be repeated; none: this project alone
 *   --python PATH        an interpreter that has torch and transformers; without it a virtual environment is set up
 *   --backend NAME       native (default) | wasm | tensorflow | cpu
 *   --threads 2          for both sides              --json FILE      also write all timings
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { maskedBatch, sentenceBatches } from './batches.js';
import { rows, type Row } from './rows.js';
import { Side } from './side.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string' },
    peer: { type: 'string', multiple: true, default: [] },
    python: { type: 'string' },
    pairs: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    backend: { type: 'string', default: 'native' },
    clock: { type: 'string', default: 'wall' },
    json: { type: 'string' },
  },
});
const here = import.meta.dirname;
const root = resolve(here, '../../..');
const threads = Number(values.threads);
const pairs = Number(values.pairs);
const peers = values.peer;
const chosen = values.rows === undefined ? rows : rows.filter(({ id }) => values.rows!.split(',').includes(id));
const python = peers.length === 0 ? '' : (values.python ?? setUpPython());

interface Timings {
  readonly row: Row;
  readonly tokens: number;
  /** Tokens a second of every timing, by side. */
  readonly rates: Record<string, number[]>;
  readonly losses: Record<string, number>;
  readonly peakBytes: Record<string, number>;
}

const results: Timings[] = [];
process.stdout.write(`${cpus()[0].model}, ${threads} threads, ${pairs} pairs, backend ${values.backend}\n`);
for (const row of chosen) {
  results.push(await measure(row));
  printRow(results.at(-1)!);
}
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ processor: cpus()[0].model, threads, results }, null, 2)}\n`);
}

async function measure(row: Row): Promise<Timings> {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-bench-'));
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    CLOZE_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
  };
  const node = ['--import', 'tsx', '--conditions=@cloze/source', join(here, 'cloze-side.ts')];
  const ours = new Side('cloze', process.execPath, node, environment);
  // On some machines OPENBLAS_* point to slow kernels; torch does not use them, numpy might.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _size, ...plain } = environment;
  const sides: Side[] = [ours];
  for (const peer of row.task === 'train' ? peers : peers.filter((name) => name === 'transformers')) {
    sides.push(new Side(peer, python, [join(here, 'peer.py')], plain));
  }
  try {
    const dropout = row.task === 'train' ? 0.1 : 0;
    await ours.ask({ do: 'create', encoder: row.encoder, task: row.task, backend: values.backend, dropout, folder });
    for (const side of sides.slice(1)) {
      const style = side.name === 'transformers-sparse' ? 'sparse' : 'full';
      await side.ask({ do: 'load', folder, threads, dropout, style, task: row.task });
    }
    const losses: Record<string, number> = {};
    const rates: Record<string, number[]> = {};
    const peakBytes: Record<string, number> = {};
    const work =
      row.batch === 'sentences' ? sentenceBatches(realLengths()) : [maskedBatch(row.batch.examples, row.batch.length)];
    const tokens = work.reduce((sum, { ids }) => sum + ids.reduce((total, line) => total + line.length, 0), 0);
    if (row.task === 'train') {
      for (const side of sides) {
        losses[side.name] = (await side.ask<{ loss: number }>({ do: 'loss', batch: work[0] })).loss;
        const difference = Math.abs(losses[side.name] - losses['cloze']);
        if (difference > 1e-4) throw new Error(`${row.id}: ${side.name} gives another loss: ${JSON.stringify(losses)}`);
      }
    }
    const message =
      row.task === 'train'
        ? { do: 'train', batch: work[0], steps: row.steps, clock: values.clock }
        : { do: 'forward', batches: Array(row.steps).fill(work).flat(), clock: values.clock };
    for (let pair = -1; pair < pairs; pair += 1) {
      for (const side of sides) {
        const { seconds } = await side.ask<{ seconds: number[] }>(message);
        const total = seconds.reduce((a, b) => a + b, 0);
        // The first round warms up. The pause lets the other side's idle threads go to sleep.
        if (pair >= 0) (rates[side.name] ??= []).push((tokens * row.steps) / total);
        await pause(300);
      }
    }
    for (const side of sides) peakBytes[side.name] = (await side.ask<{ peak: number }>({ do: 'memory' })).peak;
    return { row, tokens, rates, losses, peakBytes };
  } finally {
    for (const side of sides) side.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function printRow({ row, rates, peakBytes }: Timings): void {
  const parts = Object.entries(rates).map(([side, all]) => {
    const gigabytes = (peakBytes[side] / 1e9).toFixed(1);
    return `${side} ${Math.round(median(all))} (best ${Math.round(Math.max(...all))}) tokens/s, ${gigabytes} GB`;
  });
  for (const [peer, target] of [
    ['transformers', row.target],
    ['transformers-sparse', row.sparseTarget],
  ] as const) {
    if (rates[peer] === undefined || target === undefined) continue;
    const ratios = rates[peer].map((rate, i) => rates['cloze'][i] / rate);
    parts.push(`ratio to ${peer} ${median(ratios).toFixed(2)} (asked: ${target})`);
  }
  process.stdout.write(`${row.title}: ${parts.join('; ')}\n`);
}

function median(all: readonly number[]): number {
  const sorted = [...all].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Lengths in tokens of the sentences of WikiText-2, in order: white-space words times 1.15 (as a 30,000-entry vocabulary cuts them), plus two. */
function realLengths(): number[] {
  const file = join(process.env['CLOZE_DATA'] ?? join(root, '../shared/data'), 'wikitext2/valid.txt');
  if (!existsSync(file)) throw new Error(`the row of real sentences needs ${file}`);
  const sentences = [
    ...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(readFileSync(file, 'utf8').slice(0, 400_000)),
  ];
  return sentences
    .map(({ segment }) => Math.min(512, 2 + Math.round(1.15 * segment.split(/\s+/).filter(Boolean).length)))
    .filter((length) => length > 4)
    .slice(0, 640);
}

/** A virtual environment with torch and transformers, made once under node_modules/.cache. */
function setUpPython(): string {
  const folder = join(root, 'node_modules/.cache/bench-peer');
  const interpreter = join(folder, 'bin/python');
  if (!existsSync(join(folder, 'ready'))) {
    process.stderr.write('Setting up a Python environment with torch and transformers (several GB) …\n');
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    execFileSync(interpreter, ['-m', 'pip', 'install', '--quiet', 'torch', 'transformers'], { stdio: 'inherit' });
    writeFileSync(join(folder, 'ready'), '');
  }
  return interpreter;
}
