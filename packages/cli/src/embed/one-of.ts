import { nearestName, UsageError } from '@cloze/contracts';

/**
 * Reads an option that has a few values.
 * @throws UsageError naming them, and the nearest
 */
export function oneOf<Choice extends string>(option: string, received: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === received);
  if (found !== undefined) return found;
  const near = nearestName(received, choices);
  throw new UsageError({
    what: `Wrong value of ${option}`,
    where: option,
    received,
    allowed: choices.join(', '),
    ...(near !== undefined && { fix: `did you mean "${near}"?` }),
  });
}
