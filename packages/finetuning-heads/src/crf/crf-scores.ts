import type { TagConstraints } from '../tagging/tag-scheme.js';

/** The scores of a linear-chain CRF beside its emissions; -Infinity forbids. */
export interface CrfScores {
  readonly tags: number;
  /** From tag i to tag j at i * tags + j. */
  readonly transitions: Float64Array; // [tags * tags]
  readonly start: Float64Array; // [tags]
  readonly end: Float64Array; // [tags]
}

/**
 * A stretch of words that is one chain: words [from, to) of the emissions. A chain that is a piece of a longer one may lack the start or
 * the end; nothing is scored or forbidden there.
 */
export interface CrfChain {
  readonly from: number;
  readonly to: number;
  readonly hasStart: boolean;
  readonly hasEnd: boolean;
}

/** Scores from arrays of any kind, with what is not allowed at -Infinity. */
export function crfScores(
  transitions: ArrayLike<number>, // [tags * tags]
  start: ArrayLike<number>, // [tags]
  end: ArrayLike<number>, // [tags]
  constraints?: TagConstraints,
): CrfScores {
  const tags = start.length;
  const allow = (value: number, allowed: boolean) => (allowed ? value : -Infinity);
  return {
    tags,
    transitions: Float64Array.from(transitions, (value, at) =>
      allow(value, constraints?.mayFollow(Math.floor(at / tags), at % tags) ?? true),
    ),
    start: Float64Array.from(start, (value, tag) => allow(value, constraints?.mayStart(tag) ?? true)),
    end: Float64Array.from(end, (value, tag) => allow(value, constraints?.mayEnd(tag) ?? true)),
  };
}
