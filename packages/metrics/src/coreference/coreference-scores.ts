import { harmonicMean, type Scores } from '../averages/scores.js';
import { bestAssignment } from './best-assignment.js';
import { clusterOverlaps, type Clusters } from './cluster-overlaps.js';
import { partitionOf } from './partition-of.js';

/** The scores of coreference in use. */
export interface CoreferenceScores {
  /** Links that would have to be added to either side (Vilain et al., 1995). */
  readonly muc: Scores;
  /** Mean over mentions of how much of their cluster is right (Bagga and Baldwin, 1998). */
  readonly bCubed: Scores;
  /** Clusters paired one to one for the largest number of shared mentions (Luo, 2005, with phi_3). */
  readonly ceafMentions: Scores;
  /** Clusters paired one to one for the largest overlap, each pair counting up to 1 (Luo, 2005, with phi_4). */
  readonly ceafEntities: Scores;
  /** Mean F1 of MUC, B-cubed and CEAF over entities, as in the CoNLL-2012 shared task. */
  readonly conll: number;
}

/** The clusters of a document. */
export interface ScoredClusters {
  readonly gold: Clusters;
  readonly predicted: Clusters;
  /** File and line, which errors name. */
  readonly where?: string;
}

interface Sums {
  correctOfGold: number;
  gold: number;
  correctOfPredicted: number;
  predicted: number;
}

/**
 * Scores clusters of mentions against the gold ones. Over several documents, numerators and denominators are summed first, as the
 * reference scorer does (Pradhan et al., 2014); a score is 0 where its denominator is. Empty clusters are left out, and a mention that a
 * cluster repeats counts once.
 * @throws DataError or PluginError where a mention stands in two gold or predicted clusters
 */
export function coreferenceScores(documents: Iterable<ScoredClusters>): CoreferenceScores {
  const sums = { muc: zero(), bCubed: zero(), ceafMentions: zero(), ceafEntities: zero() };
  for (const document of documents) {
    const gold = partitionOf(document.gold, 'gold', document.where);
    const predicted = partitionOf(document.predicted, 'predicted', document.where);
    addBothWays(sums.muc, gold, predicted, mucTerm);
    addBothWays(sums.bCubed, gold, predicted, bCubedTerm);
    addCeaf(sums.ceafMentions, gold, predicted, (shared) => shared);
    addCeaf(sums.ceafEntities, gold, predicted, (shared, a, b) => (2 * shared) / (a + b));
  }
  const [muc, bCubed, ceafMentions, ceafEntities] = [sums.muc, sums.bCubed, sums.ceafMentions, sums.ceafEntities].map(
    scoresOfSums,
  );
  return { muc, bCubed, ceafMentions, ceafEntities, conll: (muc.f1 + bCubed.f1 + ceafEntities.f1) / 3 };
}

const zero = (): Sums => ({ correctOfGold: 0, gold: 0, correctOfPredicted: 0, predicted: 0 });

function scoresOfSums({ correctOfGold, gold, correctOfPredicted, predicted }: Sums): Scores {
  const recall = gold === 0 ? 0 : correctOfGold / gold;
  const precision = predicted === 0 ? 0 : correctOfPredicted / predicted;
  return { precision, recall, f1: harmonicMean(precision, recall) };
}

/** What a cluster adds, from its size and what it shares with each cluster of the other side. */
type Term = (size: number, shared: readonly number[]) => { readonly correct: number; readonly all: number };

/** Links kept: a cluster of n mentions has n - 1, less one for each further part that the other side cuts it into. */
const mucTerm: Term = (size, shared) => {
  const found = shared.reduce((sum, count) => sum + count, 0);
  const parts = shared.filter((count) => count > 0).length + (size - found);
  return { correct: size - parts, all: size - 1 };
};

/** For each mention, the share of its cluster that is also in its cluster on the other side. */
const bCubedTerm: Term = (size, shared) => ({
  correct: shared.reduce((sum, count) => sum + count ** 2, 0) / size,
  all: size,
});

function addBothWays(sums: Sums, gold: Clusters, predicted: Clusters, term: Term): void {
  clusterOverlaps(gold, predicted).forEach((shared, i) => {
    const { correct, all } = term(gold[i].length, shared);
    sums.correctOfGold += correct;
    sums.gold += all;
  });
  clusterOverlaps(predicted, gold).forEach((shared, i) => {
    const { correct, all } = term(predicted[i].length, shared);
    sums.correctOfPredicted += correct;
    sums.predicted += all;
  });
}

function addCeaf(
  sums: Sums,
  gold: Clusters,
  predicted: Clusters,
  similarity: (shared: number, a: number, b: number) => number,
): void {
  const values = clusterOverlaps(gold, predicted).map((row, i) =>
    row.map((shared, j) => similarity(shared, gold[i].length, predicted[j].length)),
  );
  const best = bestAssignment(values).reduce((sum, column, row) => sum + (column < 0 ? 0 : values[row][column]), 0);
  const whole = (clusters: Clusters) =>
    clusters.reduce((sum, { length }) => sum + similarity(length, length, length), 0);
  sums.correctOfGold += best;
  sums.correctOfPredicted += best;
  sums.gold += whole(gold);
  sums.predicted += whole(predicted);
}
