import { join } from 'node:path';
import { markdownTable } from '../../docs/markdown-table.js';
import { median } from '../median.js';

/** Where the figures are kept. */
export const RESULTS = join(import.meta.dirname, 'results.json');

/** The block of docs/performance.md with the table. */
export const BLOCK = 'finetune-speed';

/** What `bench.ts` measures. */
export interface Results {
  readonly processor: string;
  readonly threads: number;
  readonly sentences: number;
  readonly epochs: number;
  readonly batch: number;
  /** Seconds of each side, in the order of the pairs; cloze's under `cloze`. */
  readonly timings: Readonly<Record<string, readonly number[]>>;
}

/** How many times cloze's a side's time is: the median over the pairs. */
export function timesCloze({ timings }: Pick<Results, 'timings'>, side: string): number {
  return median(timings[side].map((own, pair) => own / timings['cloze'][pair]));
}

/** Medians, and the ratios. */
export function speedTable({ processor, threads, sentences, epochs, batch, timings }: Results): string {
  const rows = Object.entries(timings).map(([name, seconds]) => [
    name,
    median(seconds).toFixed(1),
    timesCloze({ timings }, name).toFixed(2),
  ]);
  const note =
    `${processor}, ${threads} threads; ${sentences} sentences, ${epochs} epochs, batches of ${batch}, ` +
    `median of ${timings['cloze'].length} interleaved pairs.`;
  return `${note}\n\n${markdownTable(['', 'seconds', 'times cloze’s'], rows, { numbers: true })}`;
}
