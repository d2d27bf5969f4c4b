import type { RecordKind, RecordKinds, RecordSource, TaskRecord } from '@cloze/contracts';
import { joinWords } from '../../records/join-words.js';
import { checkClusters } from './check-clusters.js';
import { locateWords } from './locate-words.js';
import { MisfitError, shown } from './misfit.js';
import { RECORD_SCHEMAS } from './record-schemas.js';
import { schemaMisfit } from './schema-misfit.js';

/**
 * A record of plain values by field. Words without a text are joined; words without offsets are looked for in the text. Labels that are
 * numbers or truth values become strings.
 * @throws MisfitError for a missing or wrong value, one that points outside the text, or a mention that stands twice
 */
export function makeRecord<K extends RecordKind>(
  kind: K,
  fields: Readonly<Record<string, unknown>>,
  source: RecordSource,
): RecordKinds[K] {
  const parsed = RECORD_SCHEMAS[kind].safeParse(fields, { reportInput: true });
  if (!parsed.success) throw new MisfitError(schemaMisfit(parsed.error));
  const record = { kind, ...parsed.data, ...textFields(parsed.data), source } as TaskRecord;
  checkPlaces(record);
  return record as RecordKinds[K];
}

interface GivenText {
  readonly text?: string;
  readonly words?: readonly string[];
  readonly wordOffsets?: readonly number[];
}

function textFields({ text, words, wordOffsets }: GivenText): GivenText {
  if (text === undefined) {
    if (words !== undefined) return joinWords(words);
    throw new MisfitError({
      what: 'A record lacks a field',
      path: [],
      received: 'neither "text" nor "words"',
      fix: 'name the fields that the file has in "fields"',
    });
  }
  if (words === undefined) return { text };
  const offsets = wordOffsets ?? locateWords(text, words);
  const wrong = words.findIndex((word, i) => text.slice(offsets?.[2 * i], offsets?.[2 * i + 1]) !== word);
  if (offsets !== undefined && offsets.length === 2 * words.length && wrong < 0)
    return { text, words, wordOffsets: offsets };
  throw new MisfitError({
    what: 'The words of a record do not stand in its text',
    path: ['words', ...(offsets === undefined || wrong < 0 ? [] : [wrong])],
    received: shown(offsets === undefined || wrong < 0 ? words : words[wrong]),
    allowed: 'words of the text, in order, or "wordOffsets" with the start and end of each',
    fix: 'mend the words, or leave "text" out, which is then made of them',
  });
}

/** Checks that what points into the text or at other parts points at something. */
function checkPlaces(record: TaskRecord): void {
  const { text } = record;
  const checkInside = (at: { readonly start: number; readonly end: number }, path: (string | number)[]) => {
    if (at.start < at.end && at.end <= text.length) return;
    throw new MisfitError({
      what: 'A stretch is not inside the text',
      path,
      received: `${at.start} to ${at.end}`,
      allowed: `0 <= start < end <= ${text.length}`,
      fix: 'count UTF-16 code units, the end exclusive',
    });
  };
  switch (record.kind) {
    case 'tagging':
      if (record.tags !== undefined && record.tags.length !== record.words.length) {
        throw new MisfitError({
          what: 'A record has not one tag a word',
          path: ['tags'],
          received: `${record.tags.length} tags for ${record.words.length} words`,
          fix: 'write a tag for each word, in the order of the words',
        });
      }
      return;
    case 'spans':
      record.spans?.forEach((span, i) => checkInside(span, ['spans', i]));
      return;
    case 'relations':
      record.spans?.forEach((span, i) => checkInside(span, ['spans', i]));
      record.relations?.forEach(({ head, tail }, i) => {
        const spans = record.spans?.length ?? 0;
        if (head < spans && tail < spans) return;
        throw new MisfitError({
          what: 'A relation points at no span',
          path: ['relations', i],
          received: `${head} and ${tail}`,
          allowed: spans > 0 ? `0 to ${spans - 1}` : 'none: there are no spans',
          fix: 'name spans by their place in "spans", counted from 0',
        });
      });
      return;
    case 'coreference':
      record.clusters?.forEach((cluster, i) =>
        cluster.forEach((mention, j) => checkInside(mention, ['clusters', i, j])),
      );
      checkClusters(record.clusters ?? []);
      return;
    case 'question':
      record.answers?.forEach(({ text: answer, start }, i) => {
        const found = text.slice(start, start + answer.length);
        if (found === answer) return;
        throw new MisfitError({
          what: 'An answer does not stand where it says',
          path: ['answers', i],
          received: shown(found),
          allowed: shown(answer),
          fix: 'count UTF-16 code units of the context',
        });
      });
      return;
    default:
  }
}
