import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '../../docs/markdown-table.js';

/** The block of docs/fine-tuning.md with the table. */
export const BLOCK = 'fine-tuning parity';

/** How far the losses of the first steps may be apart without dropout. */
export const TOLERANCE = 1e-3;

/** How far the test scores of the same masks may be apart. */
export const SCORE_TOLERANCE = 0.01;

/** Where the figures are kept. */
export const RESULTS = join(import.meta.dirname, 'results.json');

/** What was compared on one data set. */
export interface ParityResult {
  readonly id: string;
  /** Of what it was measured with; see {@link parityDigest}. */
  readonly digest: string;
  readonly title: string;
  readonly metric: string;
  /** How many losses were compared without dropout, and how far the two sides are apart at most. */
  readonly steps: number;
  readonly largestDifference: number;
  /** The same with dropout, where both sides draw the same masks, over all steps; and the test scores these end with. */
  readonly largestMaskedDifference: number;
  readonly maskedScores: readonly [cloze: number, transformers: number];
  /** Test scores with dropout of each side's own, seed by seed: a seed has the same first head weights and batch order on both sides. */
  readonly cloze: readonly number[];
  readonly transformers: readonly number[];
}

/** What is kept, data set by data set; nothing where nothing has been. */
export function readResults(): readonly ParityResult[] {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as readonly ParityResult[]) : [];
}

/** Two sides' scores side by side. */
export interface MeansCompared {
  readonly means: readonly [number, number];
  readonly difference: number;
  /** As of two independent groups of runs. */
  readonly bound: number;
  /** From the differences seed by seed, which leave out what the seeds share. */
  readonly pairedBound: number;
}

/** Means of two sides' scores, their difference, and two standard errors of it. */
export function compareMeans(a: readonly number[], b: readonly number[]): MeansCompared {
  const [x, y, apart] = [a, b, a.map((value, seed) => value - b[seed])].map(meanAndVariance);
  return {
    means: [x.mean, y.mean],
    difference: x.mean - y.mean,
    bound: 2 * Math.sqrt(x.variance / a.length + y.variance / b.length),
    pairedBound: 2 * Math.sqrt(apart.variance / a.length),
  };
}

/**
 * Whether both sides do the same: equal losses without dropout and with the same masks, whose scores are equal too, and with masks of their own
 * means within two standard errors of their difference, both as of independent runs and seed by seed.
 */
export function agrees(result: ParityResult, wanted: number): boolean {
  const { steps, largestDifference, largestMaskedDifference, maskedScores, cloze, transformers } = result;
  if (steps < wanted || !(largestDifference < TOLERANCE) || !(largestMaskedDifference < TOLERANCE)) return false;
  // Losses that are equal to the last digits but one may still turn the label of an example.
  if (!(Math.abs(maskedScores[0] - maskedScores[1]) < SCORE_TOLERANCE)) return false;
  if (cloze.length === 0) return true;
  const { difference, bound, pairedBound } = compareMeans(cloze, transformers);
  return difference === 0 || Math.abs(difference) < Math.min(bound, pairedBound);
}

/** A row a data set, as Markdown. */
export function parityTable(results: readonly ParityResult[]): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  const rows = results.map((result) => {
    const { title, metric, largestDifference, largestMaskedDifference, maskedScores, cloze, transformers } = result;
    const { means, difference, bound, pairedBound } = compareMeans(cloze, transformers);
    const scores =
      cloze.length > 1 ? [...means, difference, bound, pairedBound].map(percent) : Array<string>(5).fill('–');
    const [plain, masked] = [largestDifference, largestMaskedDifference].map((value) => value.toExponential(1));
    return [title, plain, masked, metric, maskedScores.map(percent).join(' / '), String(cloze.length), ...scores];
  });
  const heading = [
    'data',
    'losses apart, no dropout',
    'same masks',
    'test score',
    'same masks, cloze / transformers',
    'seeds',
    'cloze',
    'transformers',
    'difference',
    'two standard errors',
    'paired by seed',
  ];
  return markdownTable(heading, rows);
}

function meanAndVariance(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}
