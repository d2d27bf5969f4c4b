import {
  DataError,
  nearestName,
  sourcePlace,
  wordSource,
  type RecordSource,
  type RelationsRecord,
  type TaskRecord,
} from '@cloze/contracts';
import type { LabelNames } from './find-labels.js';
import { recordLabels } from './record-labels.js';

/**
 * Checks that records have only labels that a head knows: one that it never saw can be neither learned nor predicted. Labels of the spans
 * of relations are checked where there are names of theirs, and then each span must have one.
 * @throws DataError naming file and line of the first record that has another
 */
export function checkLabels(records: Iterable<TaskRecord>, { names, spanNames }: LabelNames): void {
  const known = new Set(names);
  const knownSpans = new Set(spanNames);
  for (const record of records) {
    const found = recordLabels(record);
    const unknown = found.names.findIndex((name) => !known.has(name));
    // Of tags, the one of a word: that word's line.
    if (unknown >= 0) throw unknownLabel(wordSource(record.source, unknown), found.names[unknown], names, 'labels');
    if (spanNames === undefined) continue;
    if (record.kind === 'relations') checkLabelled(record);
    const unknownSpan = found.spanNames.find((name) => !knownSpans.has(name));
    if (unknownSpan !== undefined) throw unknownLabel(record.source, unknownSpan, spanNames, 'spanLabels');
  }
}

function checkLabelled({ text, spans = [], source }: RelationsRecord): void {
  const bare = spans.find(({ label }) => label === '');
  if (bare === undefined) return;
  throw new DataError({
    what: 'A span has no label, which the head learns',
    where: sourcePlace(source),
    received: `${JSON.stringify(text.slice(bare.start, bare.end))}, ${bare.start} to ${bare.end}`,
    fix: 'label it, or set "spans": "given" of a head that is to find relations between given spans alone',
  });
}

function unknownLabel(
  source: RecordSource,
  received: string,
  names: readonly string[],
  option: 'labels' | 'spanLabels',
): DataError {
  const near = nearestName(received, names);
  return new DataError({
    what: 'A record has a label that the training records do not have',
    where: sourcePlace(source),
    received: JSON.stringify(received),
    allowed: names.length > 0 ? names.join(', ') : 'none: no training record has a label',
    fix:
      near === undefined
        ? `declare it in "${option}", add training records that have it, or leave the record out`
        : `did you mean "${near}"? Otherwise declare it in "${option}", or add training records that have it`,
  });
}
