import { pearsonCorrelation } from './pearson-correlation.js';

/** Spearman's correlation: Pearson's of the ranks, equal numbers sharing the mean of theirs. NaN where one side does not vary, or has a NaN. */
export function spearmanCorrelation(gold: readonly number[], predicted: readonly number[]): number {
  if ([gold, predicted].some((values) => values.some(Number.isNaN))) return NaN; // which has no rank
  return pearsonCorrelation(ranks(gold), ranks(predicted));
}

function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
  const ranked = new Array<number>(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]] === values[order[from]]) to += 1;
    for (let i = from; i < to; i += 1) ranked[order[i]] = (from + to - 1) / 2;
  }
  return ranked;
}
