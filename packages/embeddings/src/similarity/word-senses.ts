import { DataError } from '@cloze/contracts';
import { normalize } from '../contextual/normalize.js';
import { cosine } from './cosine.js';

/** An occurrence of a word in a known sense. */
export interface SenseExample {
  readonly sense: string;
  readonly vector: Float32Array;
}

/** A sense and how near a vector is to it. */
export interface SenseMatch {
  readonly sense: string;
  readonly cosine: number;
}

/** Senses of a word, each by the mean of its occurrences. */
export interface WordSenses {
  readonly centroids: ReadonlyMap<string, Float32Array>;
  /** All senses, the nearest first. */
  disambiguate(vector: Float32Array): readonly SenseMatch[];
}

/**
 * Nearest-sense disambiguation (Peters et al., 2018, section 5.3): a sense is the mean of the unit vectors of its examples, and an occurrence has the
 * sense whose mean is nearest.
 * @throws DataError without examples
 */
export function wordSenses(examples: readonly SenseExample[]): WordSenses {
  if (examples.length === 0) {
    throw new DataError({ what: 'Senses need examples', received: 'none', allowed: 'one or more of each sense' });
  }
  const centroids = new Map<string, Float32Array>();
  for (const { sense, vector } of examples) {
    const sum = centroids.get(sense) ?? new Float32Array(vector.length);
    normalize(vector.slice()).forEach((value, i) => (sum[i] += value));
    centroids.set(sense, sum);
  }
  for (const sum of centroids.values()) normalize(sum);
  return {
    centroids,
    disambiguate: (vector) =>
      Array.from(centroids, ([sense, centroid]) => ({ sense, cosine: cosine(vector, centroid) })).sort(
        (a, b) => b.cosine - a.cosine,
      ),
  };
}
