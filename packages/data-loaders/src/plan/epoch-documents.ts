import type { KeyedRandom } from '@cloze/contracts';

/** Documents of one corpus and how often an epoch takes them: 2 is twice each, 0.5 a random half of them. */
export interface CorpusPart {
  readonly documents: Uint32Array;
  readonly weight: number;
}

/**
 * The documents of an epoch. A part of weight w gives floor(w) rounds of all its documents and, for the fraction left, as many
 * as round(fraction x documents), drawn anew each epoch.
 * @param shuffle whether all are shuffled together; otherwise they keep the order of the corpus
 */
export function epochDocuments(
  parts: readonly CorpusPart[],
  random: KeyedRandom,
  epoch: number,
  shuffle: boolean,
): Uint32Array {
  const taken = parts.flatMap(({ documents, weight }, part) => {
    const rounds = Array.from({ length: Math.floor(weight) }, () => documents);
    const drawn = random.stream('epoch/mixture', epoch, part).shuffle(documents.slice());
    return [...rounds, drawn.subarray(0, Math.round((weight % 1) * documents.length)).sort()];
  });
  const all = new Uint32Array(taken.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const documents of taken) {
    all.set(documents, at);
    at += documents.length;
  }
  return shuffle ? random.stream('epoch/documents', epoch).shuffle(all) : all;
}
