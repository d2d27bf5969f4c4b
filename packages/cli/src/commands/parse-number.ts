import { UsageError } from '@cloze/contracts';

/**
 * Reads an option's whole number.
 * @throws UsageError naming the option
 */
export function parseWholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new UsageError({
      what: `Wrong value of ${option}`,
      where: option,
      received: text,
      allowed: `a whole number of at least ${least}`,
    });
  };
}
