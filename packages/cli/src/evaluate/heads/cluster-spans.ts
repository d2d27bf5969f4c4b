import type { ClustersPrediction } from '@cloze/contracts';
import { bestAssignment } from '@cloze/metrics';
import type { FoundSpan, SpanPair } from './found-spans.js';

type Clusters = ClustersPrediction['clusters'];

/**
 * Mentions labelled by their cluster, so that a mention is right where its label is: gold clusters are numbered in their order, and each
 * predicted one has the number of the gold cluster with which the best pairing of both puts it (as CEAF does), or is `new`.
 */
export function clusterSpans(gold: Clusters, predicted: Clusters): SpanPair {
  const keys = predicted.map((cluster) => new Set(cluster.map(keyOf)));
  const shared = gold.map((cluster) => keys.map((own) => cluster.filter((mention) => own.has(keyOf(mention))).length));
  const partner = bestAssignment(shared);
  const labels = predicted.map((_, j) => {
    const i = partner.indexOf(j);
    return i >= 0 && shared[i][j] > 0 ? String(i + 1) : 'new';
  });
  return { gold: labelled(gold, (i) => String(i + 1)), predicted: labelled(predicted, (j) => labels[j]) };
}

function keyOf({ start, end }: Clusters[number][number]): string {
  return `${start} ${end}`;
}

function labelled(clusters: Clusters, labelOf: (cluster: number) => string): FoundSpan[] {
  return clusters
    .flatMap((cluster, i) => cluster.map(({ start, end }) => ({ start, end, label: labelOf(i) })))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}
