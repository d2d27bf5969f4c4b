import type { AddedToken } from '../added/added-token.js';

/** How an added token is matched, as Hugging Face's files have it. */
export function formatAddedToken(token: AddedToken): Record<string, boolean> {
  return {
    single_word: token.singleWord,
    lstrip: token.stripLeft,
    rstrip: token.stripRight,
    normalized: token.normalized,
    special: token.special,
  };
}
