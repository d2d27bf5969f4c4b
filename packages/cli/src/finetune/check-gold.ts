import { DataError, sourcePlace, type TaskRecord } from '@cloze/contracts';
import { goldFields } from '@cloze/contracts/tensor';
import type { Chosen } from '../config/parse-run.js';

/**
 * Checks that records have what a head learns, where the head tells the fields. Of the training records one is enough, as the others are
 * read and teach nothing; what a head is held against must have it in every record.
 * @throws DataError naming file and line of the first record without it
 */
export function checkGold(
  { id, plugin, options }: Chosen<'head'> & { readonly id: string },
  split: 'train' | 'validation' | 'test',
  records: readonly TaskRecord[],
): void {
  for (const fields of goldFields(plugin, options) ?? []) {
    const without = records.filter((record) => !hasOneOf(record, fields));
    const refused = split === 'train' ? without.length === records.length : without.length > 0;
    if (refused) throw withoutGold(id, split, fields, without[0]);
  }
}

/** How many records have not all that a head learns. */
export function countWithoutGold({ plugin, options }: Chosen<'head'>, records: readonly TaskRecord[]): number {
  const gold = goldFields(plugin, options) ?? [];
  return records.filter((record) => !gold.every((fields) => hasOneOf(record, fields))).length;
}

function hasOneOf(record: TaskRecord, fields: readonly string[]): boolean {
  return namesOf(record).some((name) => fields.includes(name));
}

/** The fields that a record has. */
function namesOf(record: TaskRecord): string[] {
  return Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

function withoutGold(head: string, split: string, fields: readonly string[], record: TaskRecord): DataError {
  const own = namesOf(record).filter((name) => !NOT_READ.includes(name));
  return new DataError({
    what:
      split === 'train'
        ? `No training record has what the head "${head}" learns`
        : `A record does not have what the head "${head}" is held against`,
    where: sourcePlace(record.source),
    received: `a record with ${quoted(own)}`,
    allowed: `a record with ${quoted(fields, ' or ')}`,
    fix: own.includes('labels')
      ? 'set "task": "multi-label" of the head where a text may have several labels, or give each text one "label"'
      : `give it, or leave the record out; a name that the file has for it goes into the dataset's "fields"`,
  });
}

/** Fields of every record, whatever a file has. */
const NOT_READ: readonly string[] = ['kind', 'source', 'wordOffsets'];

function quoted(names: readonly string[], between = ', '): string {
  return names.map((name) => `"${name}"`).join(between);
}
