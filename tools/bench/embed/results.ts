import { join } from 'node:path';
import { markdownTable } from '../../docs/markdown-table.js';
import { median } from '../median.js';

/** Where the figures are kept. */
export const RESULTS = join(import.meta.dirname, 'results.json');

/** The block of docs/embeddings.md with the table beside peers. */
export const BLOCK = 'embed-speed';

/** The block with the table of the command. */
export const COMMAND_BLOCK = 'embed-command';

/** Texts a second of every side, round by round. */
export interface Measurement {
  readonly name: string;
  readonly texts: number;
  readonly rates: Readonly<Record<string, readonly number[]>>;
}

/** Seconds that `cloze embed` takes in each format, and parts of its work, round by round. */
export interface CommandMeasurement {
  readonly name: string;
  readonly texts: number;
  /** Of `forward`, `tokenising`, `start`, and the formats without the start. */
  readonly seconds: Readonly<Record<string, readonly number[]>>;
}

/** What `bench.ts` measures. */
export interface Results {
  readonly processor: string;
  readonly threads: number;
  readonly clock: string;
  readonly measurements: readonly Measurement[];
  /** By the clock, whatever the others are measured by; not there in results from before. */
  readonly commands?: readonly CommandMeasurement[];
}

const WORK: readonly (readonly [what: string, title: string])[] = [
  ['forward', 'forward pass alone'],
  ['tokenising', 'tokenising alone'],
  ['npy', '`cloze embed --format npy`'],
  ['parquet', '`cloze embed --format parquet`'],
  ['jsonl', '`cloze embed --format jsonl`'],
];

/** Medians of texts a second, and the share of the forward pass's speed: the median of the rounds' ratios. */
export function commandTable({ processor, threads, commands }: Results): string {
  if (commands === undefined) return 'The command is not measured yet.';
  const head = [
    'texts a second',
    ...commands.flatMap(({ name, texts }) => [`${texts} ${name}`, 'of the forward pass']),
  ];
  const rows = WORK.map(([what, title]) => [
    title,
    ...commands.flatMap(({ texts, seconds }) => {
      const shares = seconds[what].map((value, i) => seconds['forward'][i] / value);
      return [(texts / median(seconds[what])).toFixed(0), `${(100 * median(shares)).toFixed(0)} %`];
    }),
  ]);
  const starts = median(commands.flatMap(({ seconds }) => seconds['start'])).toFixed(1);
  const rounds = commands[0].seconds['forward'].length;
  const note = `${processor}, ${threads} threads, median of ${rounds} rounds. Starting and loading the model, ${starts} seconds, is not in these figures.`;
  return `${note}\n\n${markdownTable(head, rows, { numbers: true })}`;
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
  const unit = clock === 'cpu' ? `second of processor time on ${threads} cores together` : 'second';
  const note = `Texts a ${unit}; ${processor}, ${threads} threads, median of ${measurements[0].rates['cloze'].length} rounds.`;
  return `${note}\n\n${markdownTable(head, rows, { numbers: true })}`;
}
