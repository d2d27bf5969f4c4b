import {
  DataError,
  sourcePlace,
  type ClustersPrediction,
  type CoreferenceRecord,
  type RelationsPrediction,
  type RelationsRecord,
} from '@cloze/contracts';
import { goldOf } from '../shared/gold-of.js';
import type { GapDecision } from './gap-scores.js';

interface Stretch {
  readonly start: number;
  readonly end: number;
}

const GENDERS: Readonly<Record<string, GapDecision['gender']>> = {
  he: 'masculine',
  him: 'masculine',
  his: 'masculine',
  she: 'feminine',
  her: 'feminine',
  hers: 'feminine',
};

/** True for mentions that stand for the same thing. */
type Same = (a: Stretch, b: Stretch) => boolean;

/**
 * The decisions of a snippet whose clusters hold the pronoun and its names, each name in the pronoun's cluster or alone.
 * @throws DataError for a record without a pronoun
 */
export function clusterDecisions(record: CoreferenceRecord, prediction: ClustersPrediction): GapDecision[] {
  const gold = goldOf(record, record.clusters, 'clusters');
  return decisions(record, gold.flat(), sameCluster(gold), sameCluster(prediction.clusters));
}

/**
 * The decisions of a snippet whose spans are the pronoun and its names, with a relation from the pronoun to each name it stands for.
 * @throws DataError for a record without a pronoun
 */
export function relationDecisions(record: RelationsRecord, prediction: RelationsPrediction): GapDecision[] {
  const spans = goldOf(record, record.spans, 'spans');
  const gold = { spans, relations: goldOf(record, record.relations, 'relations') };
  return decisions(record, spans, related(gold), related(prediction));
}

function decisions(
  record: CoreferenceRecord | RelationsRecord,
  mentions: readonly Stretch[],
  gold: Same,
  predicted: Same,
): GapDecision[] {
  const genderOf = ({ start, end }: Stretch) => GENDERS[record.text.slice(start, end).toLowerCase()];
  const pronoun = mentions.find((mention) => genderOf(mention) !== undefined);
  if (pronoun === undefined) {
    throw new DataError({
      what: 'A record has no pronoun whose names could be scored',
      where: sourcePlace(record.source),
      allowed: Object.keys(GENDERS).join(', '),
      fix: 'score "gap.v1" on records of the dataset "gap.v1"',
    });
  }
  const gender = genderOf(pronoun);
  return mentions
    .filter((mention) => mention !== pronoun)
    .map((name) => ({ gender, gold: gold(pronoun, name), predicted: predicted(pronoun, name) }));
}

function keyOf({ start, end }: Stretch): string {
  return `${start} ${end}`;
}

function sameCluster(clusters: readonly (readonly Stretch[])[]): Same {
  const clusterOf = new Map(clusters.flatMap((cluster, i) => cluster.map((mention) => [keyOf(mention), i] as const)));
  return (a, b) => {
    const cluster = clusterOf.get(keyOf(a));
    return cluster !== undefined && cluster === clusterOf.get(keyOf(b));
  };
}

function related({
  spans,
  relations,
}: {
  readonly spans: readonly Stretch[];
  readonly relations: readonly { readonly head: number; readonly tail: number }[];
}): Same {
  const pairs = new Set(relations.map(({ head, tail }) => `${keyOf(spans[head])} ${keyOf(spans[tail])}`));
  return (a, b) => pairs.has(`${keyOf(a)} ${keyOf(b)}`);
}
