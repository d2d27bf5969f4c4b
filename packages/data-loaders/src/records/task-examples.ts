import type { KeyedRandom } from '@cloze/contracts';
import type { Mixing } from './record-job.js';

/**
 * How many examples of each task an epoch takes.
 * @param sizes examples that each task has
 */
export function taskQuotas(sizes: readonly number[], mixing: Mixing): number[] {
  if (mixing.by === 'examples') return [...sizes];
  const shares = sizes.map((size) => size ** (1 / mixing.temperature));
  const [all, sum] = [sizes, shares].map((numbers) => numbers.reduce((total, one) => total + one, 0));
  return shares.map((share) => Math.max(1, Math.round((all * share) / sum)));
}

/**
 * The examples of one task in an epoch: as many rounds of all of them as go into the quota and, for the rest, a part drawn anew
 * each epoch.
 * @param size examples that the task has
 */
export function taskExamples(size: number, quota: number, random: KeyedRandom, epoch: number): Uint32Array {
  const all = Uint32Array.from({ length: size }, (_, i) => i);
  const rounds = Math.floor(quota / size);
  const examples = new Uint32Array(quota);
  for (let round = 0; round < rounds; round += 1) examples.set(all, round * size);
  const drawn = random.stream('epoch/mixture', epoch).shuffle(all);
  examples.set(drawn.subarray(0, quota - rounds * size).sort(), rounds * size);
  return examples;
}
