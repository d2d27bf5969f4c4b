import type { View } from '@cloze/contracts';

/** The places of a corrupted view that hold a token of the original. */
export interface RestoredOrigins {
  /** Positions in the view of all tokens that were not inserted, ascending. */
  readonly places: Int32Array; // [places]
  /** Position in the original of the token that belongs at each place. */
  readonly origins: Int32Array; // [places]
}

/**
 * Which token belongs where, once what was moved is back: tokens are only moved among themselves, so the places hold, in order, the origins
 * in order.
 */
export function restoredOrigins({ origins }: Pick<View, 'origins'>): RestoredOrigins {
  const places = Int32Array.from(origins.keys()).filter((i) => origins[i] >= 0);
  return { places, origins: Int32Array.from(places, (i) => origins[i]).sort() };
}
