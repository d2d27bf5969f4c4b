import { DataError, KeyedRandom, type TaskRecord } from '@cloze/contracts';
import type { HeldOutOptions } from '@cloze/data-loaders';

/** Records to train on and to hold out, both in their order. */
export interface HeldOutRecords<R extends TaskRecord> {
  readonly train: readonly R[];
  readonly validation: readonly R[];
}

/**
 * Chooses records to hold out by their text alone, so that order and files do not matter and records of the same text stay together.
 * @param where path in the config, for the message
 * @throws DataError for fewer than two texts that differ
 */
export function holdOutRecords<R extends TaskRecord>(
  records: readonly R[],
  { fraction, seed }: HeldOutOptions,
  where: string,
): HeldOutRecords<R> {
  const random = new KeyedRandom(seed);
  const ranks = new Map<string, number>();
  for (const { text } of records) ranks.set(text, random.stream(`held-out/${text}`).uniform());
  const texts = [...ranks.keys()].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  if (texts.length < 2) {
    throw new DataError({
      what: 'There are too few records to hold some out',
      where,
      received: `${records.length} records with ${texts.length} different texts`,
      allowed: 'two different texts at least',
      fix: 'add `data.validation` with files of its own',
    });
  }
  const count = Math.min(texts.length - 1, Math.max(1, Math.round(fraction * texts.length)));
  const heldOut = new Set(texts.slice(0, count));
  return {
    train: records.filter(({ text }) => !heldOut.has(text)),
    validation: records.filter(({ text }) => heldOut.has(text)),
  };
}
