import { DataError, PluginError } from '@cloze/contracts';
import type { Clusters } from './cluster-overlaps.js';

/** Whose clusters they are. */
export type ClusterSide = 'gold' | 'predicted';

/**
 * The clusters that scores are defined for: none is empty, and a mention counts once however often its cluster repeats it.
 * @param where file and line that they belong to
 * @throws DataError where a mention stands in two gold clusters, PluginError where it stands in two predicted ones
 */
export function partitionOf(clusters: Clusters, side: ClusterSide, where?: string): Clusters {
  const clusterOf = new Map<string, number>();
  clusters.forEach((cluster, i) => {
    for (const mention of cluster) {
      const first = clusterOf.get(mention) ?? i;
      if (first !== i) throw sharedMention(mention, [first, i], side, where);
      clusterOf.set(mention, i);
    }
  });
  return clusters.map((cluster) => [...new Set(cluster)]).filter(({ length }) => length > 0);
}

function sharedMention(
  mention: string,
  [first, second]: readonly [number, number],
  side: ClusterSide,
  where: string | undefined,
): Error {
  const parts = {
    what: 'A mention stands in two clusters',
    where,
    received: `"${mention}" in the ${side} clusters ${first + 1} and ${second + 1}`,
    allowed: 'clusters that share no mention',
    fix: 'join the two, or take the mention out of one',
  };
  return side === 'gold' ? new DataError(parts) : new PluginError(parts);
}
