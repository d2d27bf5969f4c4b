import { defineMetric, type ClustersPrediction, type RelationsPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { namedScores } from '../shared/named-scores.js';
import { scoredRecords } from '../shared/scored-records.js';
import { clusterDecisions, relationDecisions } from './gap-decisions.js';
import { gapScores } from './gap-scores.js';

const options = z.strictObject({});

/**
 * Scores on GAP from clusters or relations: `gapPrecision`, `gapRecall`, `gapF1`, `gapMasculineF1`, `gapFeminineF1` and `gapBias`, feminine
 * over masculine F1; see `gapScores`.
 */
export const gapMetric = defineMetric<z.infer<typeof options>, ClustersPrediction | RelationsPrediction>({
  name: 'gap.v1',
  summary: 'F1 of pronoun resolution on GAP, by gender, and their ratio',
  options,
  compute(_options, predictions, records) {
    const areClusters = predictions.length > 0 && 'clusters' in predictions[0];
    const decisions = areClusters
      ? scoredRecords(
          'gap.v1',
          ['coreference'],
          'clusters',
          predictions as readonly ClustersPrediction[],
          records,
        ).flatMap(({ record, prediction }) => clusterDecisions(record, prediction))
      : scoredRecords(
          'gap.v1',
          ['relations'],
          'relations',
          predictions as readonly RelationsPrediction[],
          records,
        ).flatMap(({ record, prediction }) => relationDecisions(record, prediction));
    const { overall, masculine, feminine, bias } = gapScores(decisions);
    return {
      ...namedScores(overall, 'gap'),
      gapMasculineF1: masculine.f1,
      gapFeminineF1: feminine.f1,
      gapBias: bias,
    };
  },
});
