import { DataError, nearestName, UsageError } from '@cloze/contracts';

/** What to do with text that is longer than the model takes. */
export type LongText = 'error' | 'cut' | 'split';

const CHOICES: readonly LongText[] = ['error', 'cut', 'split'];

/** Reads `--long`; throws UsageError. */
export function parseLong(received: string): LongText {
  return checkLong(received, '--long');
}

/**
 * @param where the flag, or the option
 * @throws UsageError for what is none of the choices
 */
export function checkLong(received: string, where: string): LongText {
  const found = CHOICES.find((choice) => choice === received);
  if (found !== undefined) return found;
  const near = nearestName(received, CHOICES);
  throw new UsageError({
    what: `Wrong value of ${where}`,
    where,
    received,
    allowed: CHOICES.join(', '),
    ...(near !== undefined && { fix: `did you mean "${near}"?` }),
  });
}

/** The error of text that is too long. */
export function tooLong(where: string, tokens: number, limit: number): DataError {
  return new DataError({
    what: 'A text is longer than the limit',
    where,
    received: `${tokens} tokens`,
    allowed: `at most ${limit}`,
    fix: 'shorten it, or give --long cut or --long split',
  });
}
