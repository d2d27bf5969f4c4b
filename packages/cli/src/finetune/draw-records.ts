import { KeyedRandom } from '@cloze/contracts';

/** `limit` of the items drawn at random, in their order; all where there are no more. The same ones whatever the run's seed. */
export function drawRecords<Item>(items: readonly Item[], limit: number | undefined): readonly Item[] {
  if (limit === undefined || items.length <= limit) return items;
  const random = new KeyedRandom(0).stream('limit');
  const ranks = items.map(() => random.uniform());
  const kept = new Set(
    ranks
      .map((_, i) => i)
      .sort((a, b) => ranks[a] - ranks[b])
      .slice(0, limit),
  );
  return items.filter((_, i) => kept.has(i));
}
