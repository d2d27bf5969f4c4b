import { scoresOf, type Counts, type Scores } from './scores.js';

/** Scores of one type, and how often it is in the gold. */
export interface TypeScores extends Scores {
  readonly support: number;
}

/** Scores over types in the usual averages. */
export interface AveragedScores {
  /** Of the counts of all types together. */
  readonly micro: Scores;
  /** Means over types, each counting the same; NaN without types. */
  readonly macro: Scores;
  /** Means over types weighted by how often each is in the gold; 0 where there is none. */
  readonly weighted: Scores;
  /** By type, in the order of the counts. */
  readonly types: Readonly<Record<string, TypeScores>>;
}

/** Averages over the counts of types, as scikit-learn and seqeval define them with 0 for a division by zero. */
export function averagedScores(counts: ReadonlyMap<string, Counts>): AveragedScores {
  const all = [...counts.values()];
  const each = all.map((one) => ({ ...scoresOf(one), support: one.gold }));
  const total = { correct: sum(all, 'correct'), predicted: sum(all, 'predicted'), gold: sum(all, 'gold') };
  return {
    micro: scoresOf(total),
    macro: mean(
      each,
      each.map(() => 1),
    ),
    weighted:
      total.gold === 0
        ? { precision: 0, recall: 0, f1: 0 }
        : mean(
            each,
            each.map(({ support }) => support),
          ),
    types: Object.fromEntries([...counts.keys()].map((type, i) => [type, each[i]])),
  };
}

function sum(counts: readonly Counts[], field: keyof Counts): number {
  return counts.reduce((total, one) => total + one[field], 0);
}

function mean(scores: readonly Scores[], weights: readonly number[]): Scores {
  const total = weights.reduce((all, weight) => all + weight, 0);
  const of = (field: keyof Scores) => scores.reduce((all, one, i) => all + weights[i] * one[field], 0) / total;
  return { precision: of('precision'), recall: of('recall'), f1: of('f1') };
}
