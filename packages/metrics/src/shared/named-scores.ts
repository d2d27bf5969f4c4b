import type { AveragedScores } from '../averages/averaged-scores.js';
import type { Scores } from '../averages/scores.js';

/** Scores under names of their own: `precision`, `recall` and `f1`, or `spanPrecision`, `spanRecall` and `spanF1` with a prefix. */
export function namedScores({ precision, recall, f1 }: Scores, prefix = ''): Record<string, number> {
  const name = (score: string) => (prefix === '' ? score : prefix + score[0].toUpperCase() + score.slice(1));
  return { [name('precision')]: precision, [name('recall')]: recall, [name('f1')]: f1 };
}

/** F1 of each type as `f1/PER`, with a prefix as `spanF1/PER`. */
export function typeScores({ types }: AveragedScores, prefix = ''): Record<string, number> {
  const name = prefix === '' ? 'f1' : `${prefix}F1`;
  return Object.fromEntries(Object.entries(types).map(([type, { f1 }]) => [`${name}/${type}`, f1]));
}
