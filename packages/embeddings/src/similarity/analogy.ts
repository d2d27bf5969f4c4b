import { normalize } from '../contextual/normalize.js';
import type { StaticVectors } from '../static/static-vectors.js';
import type { Neighbour, NeighbourSearch } from './neighbours.js';

/**
 * Words that are to `c` as `b` is to `a` (Mikolov et al., 2013): those nearest to b - a + c, all of length 1, the three given left out. Undefined where
 * one of them is not in the table.
 */
export function analogy(
  vectors: StaticVectors,
  search: NeighbourSearch,
  [a, b, c]: readonly [a: string, b: string, c: string],
  count = 5,
): readonly (Neighbour & { readonly word: string })[] | undefined {
  const given = [a, b, c].map((word) => vectors.vector(word));
  const [from, to, third] = given.map((vector) => vector && normalize(vector.slice()));
  if (!from || !to || !third) return undefined;
  const query = third.map((value, i) => value + to[i] - from[i]);
  return search
    .nearest(query, count + 3)
    .map((found) => ({ ...found, word: vectors.words[found.row] }))
    .filter(({ word }) => word !== a && word !== b && word !== c)
    .slice(0, count);
}
