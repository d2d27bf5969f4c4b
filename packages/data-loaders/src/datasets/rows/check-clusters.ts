import type { CoreferenceRecord } from '@cloze/contracts';
import { MisfitError } from './misfit.js';

/**
 * Checks that each cluster has a mention, and that each mention stands once.
 * @throws MisfitError for the first that does not
 */
export function checkClusters(clusters: NonNullable<CoreferenceRecord['clusters']>): void {
  const clusterOf = new Map<string, number>();
  clusters.forEach((cluster, i) => {
    if (cluster.length === 0) {
      throw new MisfitError({
        what: 'A cluster has no mention',
        path: ['clusters', i],
        received: '[]',
        allowed: 'one mention or more',
        fix: 'write the mentions of the cluster, or leave it out',
      });
    }
    cluster.forEach(({ start, end }, j) => {
      const mention = `${start} to ${end}`;
      const other = clusterOf.get(mention);
      clusterOf.set(mention, i);
      if (other === undefined) return;
      const isSame = other === i;
      throw new MisfitError({
        what: isSame ? 'A mention stands twice in a cluster' : 'A mention is in two clusters',
        path: ['clusters', i, j],
        received: isSame ? mention : `${mention} in clusters ${other} and ${i}, counted from 0`,
        allowed: 'each mention once',
        fix: isSame ? 'leave the second one out' : 'leave it out of one of the two, or make them one cluster',
      });
    });
  });
}
