/** Clusters of mentions, a mention being any string that names it: no two clusters share one. */
export type Clusters = readonly (readonly string[])[];

/** How many mentions each cluster of one side shares with each of the other: [a][b]. */
export function clusterOverlaps(a: Clusters, b: Clusters): number[][] {
  const clusterOf = new Map(b.flatMap((cluster, j) => cluster.map((mention) => [mention, j] as const)));
  return a.map((cluster) => {
    const shared = new Array<number>(b.length).fill(0);
    for (const mention of cluster) {
      const j = clusterOf.get(mention);
      if (j !== undefined) shared[j] += 1;
    }
    return shared;
  });
}
