import { resolve } from 'node:path';
import { markdownTable } from '../../docs/markdown-table.js';
import { median } from '../median.js';
import type { Compression } from './compression.js';

/** Speed of one way to encode, in MB of UTF-8 text a second. */
export interface EncodeRun {
  readonly name: string;
  /** The first time, in a fresh process. */
  readonly first: number;
  readonly rates: readonly number[];
}

/** One way to train. */
export interface TrainRun {
  readonly name: string;
  readonly seconds: number[];
  readonly peakBytes: number[];
}

/** What the benchmark measured last. */
export interface Results {
  encode: { readonly processor: string; readonly runs: readonly EncodeRun[] };
  train: { readonly processor: string; readonly runs: readonly TrainRun[] };
  compression: Compression;
}

/** Where the figures are kept that docs/performance.md shows. */
export const RESULTS = resolve(import.meta.dirname, 'results.json');

/** The blocks of docs/performance.md that the benchmark writes, by name. */
export const BLOCKS: Readonly<Record<string, (results: Results) => string>> = {
  'tokenizer-encode': encodeTable,
  'tokenizer-train': trainTable,
  'tokenizer-compression': compressionTable,
};

function encodeTable({ encode: { processor, runs } }: Results): string {
  const [cloze] = runs;
  const rows = runs.map(({ name, first, rates }) => {
    const ratios = rates.map((rate, i) => cloze.rates[i] / rate);
    return [
      name,
      median(rates).toFixed(1),
      Math.max(...rates).toFixed(1),
      first.toFixed(1),
      ...(name === cloze.name ? ['', ''] : [median(ratios).toFixed(1), Math.min(...ratios).toFixed(1)]),
    ];
  });
  return `${processor}, ${cloze.rates.length} interleaved runs:\n\n${markdownTable(
    ['', 'MB/s, median', 'best', 'first run', 'cloze: times as fast', 'at least'],
    rows,
  )}`;
}

function trainTable({ train: { processor, runs } }: Results): string {
  const [peer] = runs;
  const rows = runs.map(({ name, seconds, peakBytes }) => [
    name,
    median(seconds).toFixed(1),
    (median(peakBytes) / 1e6).toFixed(0),
    median(seconds.map((own, i) => own / peer.seconds[i])).toFixed(2),
    median(peakBytes.map((own, i) => own / peer.peakBytes[i])).toFixed(2),
  ]);
  return `${processor}, ${peer.seconds.length} interleaved runs, each in a fresh process:\n\n${markdownTable(
    ['', 'seconds', 'peak MB', 'time beside tokenizers', 'memory beside tokenizers'],
    rows,
  )}`;
}

function compressionTable({ compression: { entries, scores } }: Results): string {
  const rows = scores.map(({ score, tokensPerWord, wholeWords }) => [
    `\`${score}\``,
    tokensPerWord.toFixed(3),
    `${(100 * wholeWords).toFixed(1)} %`,
  ]);
  return `${entries.toLocaleString('en')} entries:\n\n${markdownTable(['score', 'tokens per word', 'words that are one token'], rows)}`;
}
