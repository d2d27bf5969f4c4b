import type { ClustersPrediction } from '@cloze/contracts';

/** A stretch of the text. */
export interface Mention {
  readonly start: number;
  readonly end: number;
}

/**
 * Clusters from pairs of mentions that are the same thing, whichever window found them; mentions in order, clusters by their first.
 */
export function joinClusters(links: readonly (readonly [Mention, Mention])[]): ClustersPrediction {
  const parents = new Map<string, string>();
  const mentions = new Map<string, Mention>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  };
  const keyOf = (mention: Mention) => {
    const key = `${mention.start} ${mention.end}`;
    mentions.set(key, mention);
    return key;
  };
  for (const [a, b] of links) {
    const [from, to] = [rootOf(keyOf(a)), rootOf(keyOf(b))];
    if (from !== to) parents.set(from, to);
  }
  const byPlace = (a: Mention, b: Mention) => a.start - b.start || a.end - b.end;
  const clusters = new Map<string, Mention[]>();
  for (const [key, mention] of mentions) {
    const root = rootOf(key);
    clusters.set(root, [...(clusters.get(root) ?? []), mention]);
  }
  return {
    clusters: [...clusters.values()].map((own) => own.sort(byPlace)).sort(([a], [b]) => byPlace(a, b)),
  };
}
