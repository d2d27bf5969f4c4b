import { DataError, sourcePlace, type TaskRecord } from '@cloze/contracts';

/**
 * A record's own answer, which a prediction is held against.
 * @throws DataError where the record has none
 */
export function goldOf<Gold>(record: TaskRecord, gold: Gold | undefined, name: string): Gold {
  if (gold !== undefined) return gold;
  throw new DataError({
    what: `A record has no ${name} to hold its prediction against`,
    where: sourcePlace(record.source),
    fix: 'evaluate on labelled records',
  });
}
