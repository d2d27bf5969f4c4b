import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '../../docs/markdown-table.js';

/** The block of docs/fine-tuning.md with the table. */
export const BLOCK = 'fine-tuning parity';

/** How far the losses of the first steps may be apart without dropout. */
export const TOLERANCE = 1e-3;

/** Where the figures are kept. */
export const RESULTS = join(import.meta.dirname, 'results.json');

/** What was compared on one data set. */
export interface ParityResult {
  readonly id: string;
  readonly title: string;
  readonly metric: string;
  /** How many losses were compared without dropout, and how far the two sides are apart at most. */
  readonly steps: number;
  readonly largestDifference: number;
  /** The same with dropout, where both sides draw the same masks. */
  readonly largestMaskedDifference: number;
  /** Test scores with dropout, seed by seed. */
  readonly cloze: readonly number[];
  readonly transformers: readonly number[];
}

/** What is kept, data set by data set; nothing where nothing has been. */
export function readResults(): readonly ParityResult[] {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as readonly ParityResult[]) : [];
}

/** Means, their difference, and two standard errors of it. */
export function compareMeans(
  a: readonly number[],
  b: readonly number[],
): { readonly means: readonly [number, number]; readonly difference: number; readonly bound: number } {
  const [x, y] = [a, b].map(meanAndVariance);
  const bound = 2 * Math.sqrt(x.variance / a.length + y.variance / b.length);
  return { means: [x.mean, y.mean], difference: x.mean - y.mean, bound };
}

/**
 * Whether both sides do the same: equal losses without dropout and with the same masks, and with masks of their own means within two standard
 * errors of their difference.
 */
export function agrees(result: ParityResult, wanted: number): boolean {
  const { steps, largestDifference, largestMaskedDifference, cloze, transformers } = result;
  if (steps < wanted || !(largestDifference < TOLERANCE) || !(largestMaskedDifference < TOLERANCE)) return false;
  if (cloze.length === 0) return true;
  const { difference, bound } = compareMeans(cloze, transformers);
  return difference === 0 || Math.abs(difference) < bound;
}

/** A row a data set, as Markdown. */
export function parityTable(results: readonly ParityResult[]): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  const rows = results.map((result) => {
    const { title, metric, steps, largestDifference, largestMaskedDifference, cloze, transformers } = result;
    const { means, difference, bound } = compareMeans(cloze, transformers);
    const scores = cloze.length > 1 ? [...means, difference, bound].map(percent) : ['–', '–', '–', '–'];
    const differences = [largestDifference, largestMaskedDifference].map((value) => value.toExponential(1));
    return [title, String(steps), ...differences, metric, String(cloze.length), ...scores];
  });
  const heading = [
    'data',
    'losses compared',
    'apart at most, no dropout',
    'same masks',
    'test score',
    'seeds',
    'cloze',
    'transformers',
    'difference',
    'two standard errors',
  ];
  return markdownTable(heading, rows);
}

function meanAndVariance(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}
