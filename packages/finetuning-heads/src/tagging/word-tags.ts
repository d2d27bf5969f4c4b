import { DataError, type EncodedRecord, type LabelSet, type TaggingRecord } from '@cloze/contracts';
import { knownLabel } from '../records/known-label.js';
import { recordPlace } from '../records/record-place.js';

/**
 * The tags of a record's words, by index in the label set; undefined where it has none.
 * @throws DataError naming file and line, where a tag is unknown or there is not one a word
 */
export function wordTags({ record }: EncodedRecord<TaggingRecord>, labels: LabelSet): Int32Array | undefined {
  const { tags, words } = record;
  if (tags === undefined) return undefined;
  if (tags.length !== words.length) {
    throw new DataError({
      what: 'A record has not one tag a word',
      where: recordPlace(record),
      received: `${tags.length} tags`,
      allowed: `${words.length}`,
      fix: 'write a tag for each word, in the order of the words',
    });
  }
  return Int32Array.from(tags, (tag, word) => knownLabel(labels, tag, record, word));
}
