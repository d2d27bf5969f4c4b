import { defineMetric, sourcePlace, type ClustersPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { goldOf } from '../shared/gold-of.js';
import { scoredRecords } from '../shared/scored-records.js';
import { namedScores } from '../shared/named-scores.js';
import type { Clusters } from './cluster-overlaps.js';
import { coreferenceScores } from './coreference-scores.js';

const options = z.strictObject({});

/**
 * Scores of coreference: `muc…`, `bCubed…`, `ceafMentions…` and `ceafEntities…`, each with `Precision`, `Recall` and `F1`, and
 * `conllF1`; see `coreferenceScores`. A mention is right where both of its ends are.
 */
export const coreference = defineMetric<z.infer<typeof options>, ClustersPrediction>({
  name: 'coreference.v1',
  summary: 'MUC, B-cubed, CEAF and their CoNLL mean',
  options,
  compute(_options, predictions, records) {
    const documents = scoredRecords('coreference.v1', ['coreference'], 'clusters', predictions, records).map(
      ({ record, prediction }) => ({
        gold: named(goldOf(record, record.clusters, 'clusters')),
        predicted: named(prediction.clusters),
        where: sourcePlace(record.source),
      }),
    );
    const { muc, bCubed, ceafMentions, ceafEntities, conll } = coreferenceScores(documents);
    return {
      ...namedScores(muc, 'muc'),
      ...namedScores(bCubed, 'bCubed'),
      ...namedScores(ceafMentions, 'ceafMentions'),
      ...namedScores(ceafEntities, 'ceafEntities'),
      conllF1: conll,
    };
  },
});

function named(clusters: ClustersPrediction['clusters']): Clusters {
  return clusters.map((cluster) => cluster.map(({ start, end }) => `${start} ${end}`));
}
