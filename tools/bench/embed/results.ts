import { join } from 'node:path';
import { median } from '../median.js';

/** Where the figures are kept. */
export const RESULTS = join(import.meta.dirname, 'results.json');

/** The block of docs/embeddings.md with the table. */
export const BLOCK = 'embed-speed';

/** Texts a second of every side, round by round. */
export interface Measurement {
  readonly name: string;
  readonly texts: number;
  readonly rates: Readonly<Record<string, readonly number[]>>;
}

/** What `bench.ts` measures. */
export interface Results {
  readonly processor: string;
  readonly threads: number;
  readonly clock: string;
  readonly measurements: readonly Measurement[];
}

/** Medians, and how many times a peer's cloze's is: the median of the rounds' ratios. */
export function speedTable({ processor, threads, clock, measurements }: Results): string {
  const peers = Object.keys(measurements[0].rates).filter((name) => name !== 'cloze');
  const head = ['texts', 'cloze', ...peers.flatMap((peer) => [peer, `cloze / ${peer}`])];
  const rows = measurements.map(({ name, texts, rates }) => [
    `${texts} ${name}`,
    median(rates['cloze']).toFixed(0),
    ...peers.flatMap((peer) => {
      const ratios = rates['cloze'].map((rate, i) => rate / rates[peer][i]);
      return [median(rates[peer]).toFixed(0), `**${median(ratios).toFixed(2)}**`];
    }),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const unit = clock === 'cpu' ? `second of processor time on ${threads} cores together` : 'second';
  const note = `Texts a ${unit}; ${processor}, ${threads} threads, median of ${measurements[0].rates['cloze'].length} rounds.`;
  return [note, '', line(head), line(head.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
