import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Limit } from './limits.js';
import type { Machine } from './machine.js';
import type { RowResult } from './measure-row.js';
import { peers, rows, type Peer, type Row } from './rows.js';
import { markdownTable } from '../../docs/markdown-table.js';
import { writeJson } from '../../docs/write-json.js';
import { median } from '../median.js';

/** What the benchmark measured last under a limit. */
export interface Results {
  readonly machine: Machine;
  readonly rows: readonly RowResult[];
}

/** Where the figures of a limit are kept that docs/performance.md shows. */
export function resultsFile(limit: Limit): string {
  return resolve(import.meta.dirname, `results/${limit === 'none' ? 'widest' : limit}.json`);
}

/** The block of docs/performance.md with the figures of a limit. */
export function blockName(limit: Limit): string {
  return `encoder-${limit === 'none' ? 'widest' : limit}`;
}

/** The kept figures of a limit, undefined where there are none. */
export function readResults(limit: Limit): Results | undefined {
  const file = resultsFile(limit);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
}

/** Keeps a row beside those kept before of the same machine, in the table's order. */
export async function keepRow(machine: Machine, result: RowResult): Promise<void> {
  const kept = readResults(machine.limit);
  const before = kept && isSame(kept.machine, machine) ? kept.rows : [];
  const own = new Map([...before, result].map((row) => [row.id, row]));
  const results = { machine, rows: rows.flatMap(({ id }) => own.get(id) ?? []) };
  await writeJson(resultsFile(machine.limit), results);
}

/** Whether rows of both may stand in one table; the measured peak differs from time to time. */
function isSame(one: Machine, other: Machine): boolean {
  const known = ({ peakGflops: _, ...rest }: Machine) => JSON.stringify(rest);
  return known(one) === known(other);
}

/** Ours over a peer's, pair by pair: the median. */
export function ratioTo(peer: Peer, { rates }: RowResult): number | undefined {
  const theirs = rates[peer];
  if (theirs === undefined || theirs.length === 0) return undefined;
  return median(theirs.map((rate, i) => rates['cloze'][i] / rate));
}

const SHARES = ['products', 'attention', 'elementwise', 'optimizer', 'javascript'] as const;

const number = (value: number) => Math.round(value).toLocaleString('en');

/** Median and best of a side, in tokens a second. */
function speed(rates: readonly number[] | undefined): string {
  if (rates === undefined || rates.length === 0) return '';
  return `${number(median(rates))} (${number(Math.max(...rates))})`;
}

function ratio(peer: Peer, row: Row, result: RowResult): string {
  const value = ratioTo(peer, result);
  if (value === undefined) return '';
  const target = peer === 'transformers' ? row.target : peer === 'transformers-sparse' ? row.sparseTarget : undefined;
  return target === undefined ? value.toFixed(2) : `${value.toFixed(2)} (${target})`;
}

/** The tables of some figures as Markdown: speeds, ratios, memory. */
export function resultsTable({ machine, rows: results }: Results): string {
  const pairs = Math.min(...results.map(({ rates }) => rates['cloze'].length));
  const shown = results.map((result) => ({ row: rows.find(({ id }) => id === result.id)!, result }));
  const heads = ['cloze', ...peers];
  const speeds = shown.map(({ row, result }) => [row.title, ...heads.map((name) => speed(result.rates[name]))]);
  const ratios = shown.map(({ row, result }) => [row.title, ...peers.map((peer) => ratio(peer, row, result))]);
  const memory = shown.map(({ row, result }) => [
    row.title,
    ...heads.map((name) => (result.peakBytes[name] === undefined ? '' : (result.peakBytes[name] / 1e9).toFixed(2))),
  ]);
  const shares = shown.flatMap(({ row, result: { profile, rates, flop, tokens } }) => {
    if (profile === undefined) return [];
    const all = SHARES.map((name) => profile[name]);
    const total = all.reduce((sum, seconds) => sum + seconds, 0);
    const gflops = (median(rates['cloze']) * flop) / tokens / 1e9;
    const cells = [...all.map((seconds) => seconds / total), gflops / machine.peakGflops];
    return [[row.title, ...cells.map((share) => `${(100 * share).toFixed(1)} %`)]];
  });
  const limited = machine.limit === 'none' ? '' : `, every side held to ${machine.limit.toUpperCase()}`;
  const where = `${machine.processor} (${machine.features.join(', ')})${limited}, ${machine.threads} threads, ${machine.gigabytes} GB, peak ${machine.peakGflops} GFLOP/s`;
  const rule = machine.required
    ? 'Ratios are required here.'
    : 'Ratios are required on processors with AVX2 and no more; here they are reported.';
  return [
    `${where}; ${pairs} interleaved pairs. ${rule}`,
    'Tokens a second, median (best):',
    markdownTable(['', ...heads], speeds),
    'cloze is faster by, median over the pairs (asked for):',
    markdownTable(['', ...peers], ratios),
    'Peak resident memory of the timed steps, GB:',
    markdownTable(['', ...heads], memory),
    'Where the time of a step of cloze goes, products with the biases and the loss that follow them, and what the whole step makes of the peak (operations of its products, at the median speed):',
    markdownTable(['', ...SHARES, 'of the peak'], shares),
  ].join('\n\n');
}
