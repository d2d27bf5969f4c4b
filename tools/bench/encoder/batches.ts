import { KeyedRandom } from '@cloze/contracts';

/** Rows of token ids with labels (-100 where there is no target), as both sides get them. */
export interface BenchBatch {
  readonly ids: number[][];
  readonly labels: number[][];
}

const MASK = 103;

/** Rows of random ids of a 30,522-entry vocabulary, 15 % of them targets that show `[MASK]`. */
export function maskedBatch(examples: number, length: number): BenchBatch {
  const random = new KeyedRandom(1).stream('bench/batch');
  const ids: number[][] = [];
  const labels: number[][] = [];
  for (let example = 0; example < examples; example += 1) {
    const row = Array.from({ length }, () => 1000 + random.below(29_000));
    const label = new Array<number>(length).fill(-100);
    const positions = random.shuffle(Array.from({ length }, (_, i) => i)).slice(0, Math.round(0.15 * length));
    for (const position of positions) {
      label[position] = row[position];
      row[position] = MASK;
    }
    ids.push(row);
    labels.push(label);
  }
  return { ids, labels };
}

/** Batches of 32 rows in their natural order. */
export function sentenceBatches(rows: readonly number[][]): { readonly ids: number[][] }[] {
  return Array.from({ length: Math.ceil(rows.length / 32) }, (_, i) => ({ ids: rows.slice(i * 32, i * 32 + 32) }));
}
