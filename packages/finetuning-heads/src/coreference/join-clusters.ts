import type { ClustersPrediction } from '@cloze/contracts';

/** A stretch of the text. */
export interface Mention {
  readonly start: number;
  readonly end: number;
}

/** Two mentions that are the same thing, and how probable that is. */
export type Link = readonly [mention: Mention, antecedent: Mention, probability: number];

/**
 * Clusters from pairs of mentions that are the same thing, whichever window found them; mentions in order, clusters by their first. The score
 * of a cluster is the mean probability of its pairs.
 */
export function joinClusters(links: readonly Link[]): ClustersPrediction {
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
  const probabilities = new Map<string, number[]>();
  for (const [mention, , probability] of links) {
    const root = rootOf(keyOf(mention));
    probabilities.set(root, [...(probabilities.get(root) ?? []), probability]);
  }
  const found = [...clusters]
    .map(([root, own]) => ({ own: own.sort(byPlace), score: meanOf(probabilities.get(root) ?? []) }))
    .sort((a, b) => byPlace(a.own[0], b.own[0]));
  return { clusters: found.map(({ own }) => own), scores: found.map(({ score }) => score) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
