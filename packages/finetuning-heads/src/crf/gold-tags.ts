import { DataError, type EncodedRecord, type LabelSet, type TaggingRecord, type TagSchemeName } from '@cloze/contracts';
import { recordPlace } from '../records/record-place.js';
import { stretchesOf, writeStretches } from '../tagging/tagged-stretches.js';
import { tagConstraints, type TagConstraints } from '../tagging/tag-scheme.js';
import { wordTags } from '../tagging/word-tags.js';

/**
 * The tags of a record's words, by index in the label set, as the scheme allows them; undefined where the record has none.
 * @param repair whether a sequence that the scheme forbids is written anew from the stretches it means
 * @throws DataError naming file, line and word, where the scheme forbids a sequence that is not repaired
 */
export function goldTags(
  window: EncodedRecord<TaggingRecord>,
  labels: LabelSet,
  scheme: TagSchemeName,
  repair: boolean,
): Int32Array | undefined {
  const { record } = window;
  if (repair && record.tags !== undefined) {
    // Of what the scheme allows this writes the same tags.
    const tags = writeStretches(scheme, record.tags.length, stretchesOf(record.tags));
    return wordTags({ ...window, record: { ...record, tags } }, labels);
  }
  const ids = wordTags(window, labels);
  if (ids === undefined) return undefined;
  const broken = firstBroken(ids, tagConstraints(scheme, labels, 'scheme'));
  if (broken === undefined) return ids;
  const tags = record.tags ?? [];
  const last = broken === ids.length;
  throw new DataError({
    what: `A sequence of tags is not allowed in the scheme "${scheme}"`,
    where: recordPlace(record, last ? broken - 1 : broken),
    received: last
      ? `${tags[broken - 1]} at its end`
      : `${tags[broken]} at word ${broken + 1} ("${record.words[broken]}") ${broken === 0 ? 'at its start' : `after ${tags[broken - 1]}`}`,
    fix: 'correct the tags, choose the scheme that they are written in, or set "invalid": "repair"',
  });
}

/** The first word whose tag may not stand there; the number of words where the last tag may not end; undefined where all is allowed. */
function firstBroken(ids: Int32Array, { mayStart, mayFollow, mayEnd }: TagConstraints): number | undefined {
  for (let word = 0; word < ids.length; word += 1) {
    if (word === 0 ? !mayStart(ids[0]) : !mayFollow(ids[word - 1], ids[word])) return word;
  }
  return ids.length > 0 && !mayEnd(ids[ids.length - 1]) ? ids.length : undefined;
}
