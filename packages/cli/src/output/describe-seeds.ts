import type { SeedsResult } from '../run/run-seeds.js';
import { formatTable } from './table.js';

/** What several seeds reached as a table: a row a value, with mean, standard deviation and each seed's own. */
export function describeSeeds({ seeds, mean, standardDeviation }: SeedsResult): string[] {
  const names = Object.keys(mean);
  if (names.length === 0) return [];
  const show = (value: number) => String(Number(value.toPrecision(6)));
  const deviations = seeds.length > 1;
  return formatTable([
    ['', 'mean', ...(deviations ? ['standard deviation'] : []), ...seeds.map(({ seed }) => `seed ${seed}`)],
    ...names.map((name) => [
      `  ${name}`,
      show(mean[name]),
      ...(deviations ? [`± ${show(Number(standardDeviation[name].toPrecision(3)))}`] : []),
      ...seeds.map(({ values }) => show(values[name])),
    ]),
  ]);
}
