import { PluginError, sourcePlace, type TaggingRecord, type TagsPrediction } from '@cloze/contracts';
import type { Scored } from '../shared/scored-records.js';

/** @throws PluginError where a prediction has not one tag a word */
export function checkTagCounts(scored: readonly Scored<TaggingRecord, TagsPrediction>[]): void {
  for (const { record, prediction } of scored) {
    if (prediction.tags.length === record.words.length) continue;
    throw new PluginError({
      what: 'A prediction has not one tag a word',
      where: sourcePlace(record.source),
      received: `${prediction.tags.length} tags for ${record.words.length} words`,
      fix: 'join the windows of a long record before scoring',
    });
  }
}
