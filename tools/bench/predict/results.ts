import { join } from 'node:path';
import { markdownTable } from '../../docs/markdown-table.js';
import { median } from '../median.js';

/** Where the figures are kept. */
export const RESULTS = join(import.meta.dirname, 'results.json');

/** The block of docs/performance.md with the table. */
export const BLOCK = 'predict-speed';

/** What `bench.ts` measures: tokens a second, pair by pair. */
export interface Results {
  readonly processor: string;
  readonly threads: number;
  readonly backend: string;
  readonly head: string;
  readonly texts: number;
  readonly tokens: number;
  readonly forward: readonly number[];
  readonly predict: readonly number[];
}

/** The share of the forward pass's speed that prediction has: the median over the pairs. */
export function shareOf({ forward, predict }: Pick<Results, 'forward' | 'predict'>): number {
  return median(predict.map((rate, pair) => rate / forward[pair]));
}

/** Medians, and the share. */
export function speedTable(results: Results): string {
  const { processor, threads, backend, head, texts, tokens, forward, predict } = results;
  const note =
    `${processor}, ${threads} threads, \`${backend}\`, MiniLM under \`${head}\`; ${texts} texts of ${tokens} tokens, ` +
    `median of ${forward.length} interleaved pairs.`;
  const rows = [
    ['forward pass', median(forward).toFixed(0), '100.0 %'],
    ['predict', median(predict).toFixed(0), `${(100 * shareOf(results)).toFixed(1)} %`],
  ];
  return `${note}\n\n${markdownTable(['', 'tokens a second', 'of the forward pass'], rows, { numbers: true })}`;
}
