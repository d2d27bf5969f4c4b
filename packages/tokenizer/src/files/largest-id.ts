/**
 * Ids that may stand without a token: as many as the largest vocabularies have, so that one cut down to a language keeps its numbers. Each takes
 * memory, so that a small file must not ask for more.
 */
export const MOST_UNUSED_IDS = 2 ** 18;

/** The largest id of a vocabulary of so many tokens. */
export function largestId(tokens: number): number {
  return tokens - 1 + MOST_UNUSED_IDS;
}
