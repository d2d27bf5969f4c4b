import { lowerIsBetter } from '@cloze/trainer';

/**
 * The item whose value of a name is best, the first of several alike. What has no such value, or none that is a number, is taken only where
 * nothing is better.
 */
export function bestBy<Item>(
  items: readonly Item[],
  name: string,
  valuesOf: (item: Item) => Readonly<Record<string, number>>,
): Item | undefined {
  const sign = lowerIsBetter(name) ? -1 : 1;
  const score = (item: Item) => {
    const value = valuesOf(item)[name];
    return Number.isFinite(value) ? sign * value : -Infinity;
  };
  return items.reduce<Item | undefined>(
    (best, item) => (best === undefined || score(item) > score(best) ? item : best),
    undefined,
  );
}
