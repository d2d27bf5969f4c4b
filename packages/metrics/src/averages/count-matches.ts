import type { Counts } from './scores.js';

/** A thing that was found, of a type; things of one type are the same where their keys are. */
export interface Found {
  readonly type: string;
  readonly key: string;
}

/**
 * Counts, by type in alphabetical order, what gold and prediction have in common. Each thing counts once a document.
 * @param documents for each document what there is and what was predicted
 */
export function countMatches(
  documents: Iterable<{ readonly gold: readonly Found[]; readonly predicted: readonly Found[] }>,
): Map<string, Counts> {
  const counts = new Map<string, { correct: number; predicted: number; gold: number }>();
  const countOf = (type: string) => {
    let count = counts.get(type);
    if (count === undefined) counts.set(type, (count = { correct: 0, predicted: 0, gold: 0 }));
    return count;
  };
  for (const { gold, predicted } of documents) {
    const there = byKey(gold);
    const found = byKey(predicted);
    for (const { type } of there.values()) countOf(type).gold += 1;
    for (const [key, { type }] of found) {
      countOf(type).predicted += 1;
      if (there.has(key)) countOf(type).correct += 1;
    }
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function byKey(things: readonly Found[]): Map<string, Found> {
  return new Map(things.map((thing) => [JSON.stringify([thing.type, thing.key]), thing]));
}
