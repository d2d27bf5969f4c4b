/**
 * Speed of the encoder beside PyTorch's and tfjs's, then of making batches and of encoding text, in one run:
 * `npm run bench -- --peer transformers --peer transformers-sparse --peer tfjs-node --peer wasm --write`
 *
 *   --rows tiny,mini     only these rows of the encoder       --pairs 5        interleaved pairs of timings (at least 5 to quote)
 *   --peer NAME          transformers | transformers-sparse | tfjs-node | wasm, may be repeated; none: this project alone
 *   --simd avx2          both sides held to AVX2     --threads 2      for all sides
 *   --python PATH        an interpreter that has torch and transformers; without it a virtual environment is set up
 *   --backend NAME       native (default) | wasm | tensorflow | cpu
 *   --clock cpu          count processor time, for a machine that others use too; take it with --threads 1
 *   --json FILE          also write all timings
 *   --write              keep each row in results/ as soon as it is measured, and with them the tables of docs/performance.md
 *   --tables             measure nothing, write the tables from what is kept
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBlock } from '../../docs/generated-block.js';
import { limits, type Limit } from './limits.js';
import { describeMachine } from './machine.js';
import { measureRow, type MeasureOptions, type RowResult } from './measure-row.js';
import { setUpPython } from './python.js';
import { median } from '../median.js';
import { blockName, keepRow, ratioTo, readResults, resultsTable } from './results.js';
import { peers, rows, type Peer } from './rows.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string' },
    peer: { type: 'string', multiple: true, default: [] },
    simd: { type: 'string', default: 'none' },
    python: { type: 'string' },
    pairs: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    backend: { type: 'string', default: 'native' },
    clock: { type: 'string', default: 'wall' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
    tables: { type: 'boolean', default: false },
  },
});
const root = resolve(import.meta.dirname, '../../..');
const say = (line: string) => process.stdout.write(`${line}\n`);

if (values.tables) await writeTables();
else await main();

async function main(): Promise<void> {
  const limit = limits.find((name) => name === values.simd) ?? wrong('--simd', limits);
  const asked = values.peer.map((name) => peers.find((peer) => peer === name) ?? wrong('--peer', peers));
  const ids = values.rows?.split(',') ?? rows.map(({ id }) => id);
  const chosen = ids.map(
    (name) =>
      rows.find(({ id }) => id === name) ??
      wrong(
        '--rows',
        rows.map(({ id }) => id),
      ),
  );
  const needsPython = asked.some((peer) => peer.startsWith('transformers'));
  const options: MeasureOptions = {
    peers: asked,
    python: values.python ?? (needsPython ? setUpPython(join(root, 'node_modules/.cache/bench-peer')) : ''),
    pairs: Number(values.pairs),
    threads: Number(values.threads),
    backend: values.backend,
    limit,
    clock: values.clock === 'cpu' ? 'cpu' : 'wall',
    data: process.env['CLOZE_DATA'] ?? join(root, '../shared/data'),
  };
  if (values.write && (options.pairs < 5 || options.clock !== 'wall' || options.backend !== 'native'))
    throw new Error('--write keeps figures of the native backend by the wall clock, of five pairs at least');
  const machine = describeMachine(limit, options.threads);
  say(`${machine.processor} (${machine.features.join(', ')}), limit ${limit}, ${machine.threads} threads`);
  say(`peak ${machine.peakGflops} GFLOP/s; ratios are ${machine.required ? 'required' : 'only reported'} here`);
  const results: RowResult[] = [];
  for (const row of chosen) {
    const result = await measureRow(row, options);
    results.push(result);
    say(`${row.title}: ${describe(result)}`);
    if (values.json !== undefined)
      writeFileSync(values.json, `${JSON.stringify({ machine, rows: results }, null, 2)}\n`);
    if (values.write) {
      await keepRow(machine, result);
      await writeTables();
    }
  }
  // What stands around the encoder has benchmarks of its own; a run of everything ends with them.
  if (values.rows === undefined) {
    runBenchmark('batches/bench.ts');
    if (needsPython) runBenchmark('tokenizer/bench.ts', '--only', 'encode', '--python', options.python);
  }
}

function runBenchmark(file: string, ...args: readonly string[]): void {
  const command = ['--import', 'tsx', '--conditions=@cloze/source', join(import.meta.dirname, '..', file), ...args];
  execFileSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
}

async function writeTables(): Promise<void> {
  for (const limit of limits satisfies readonly Limit[]) {
    const results = readResults(limit);
    if (results === undefined) continue;
    await writeBlock({ file: join(root, 'docs/performance.md'), name: blockName(limit) }, resultsTable(results));
  }
}

function describe(result: RowResult): string {
  const speeds = Object.entries(result.rates).map(([side, all]) => {
    const gigabytes = (result.peakBytes[side] / 1e9).toFixed(2);
    return `${side} ${Math.round(median(all))} (best ${Math.max(...all)}) tokens/s, ${gigabytes} GB`;
  });
  const row = rows.find(({ id }) => id === result.id)!;
  const targets: Partial<Record<Peer, number | undefined>> = {
    transformers: row.target,
    'transformers-sparse': row.sparseTarget,
  };
  const ratios = peers.flatMap((peer) => {
    const value = ratioTo(peer, result);
    if (value === undefined) return [];
    const target = targets[peer];
    return [`ratio to ${peer} ${value.toFixed(2)}${target === undefined ? '' : ` (asked: ${target})`}`];
  });
  return [...speeds, ...ratios].join('; ');
}

function wrong(option: string, allowed: readonly string[]): never {
  throw new Error(`${option} takes ${allowed.join(', ')}`);
}
