import { KeyedRandom } from '@cloze/contracts';

/**
 * The seed of a phase's draws. Every phase counts its epochs and steps from 0: with one seed for all, a later one would draw the very masks,
 * orders and dropout of the first again. The first phase has the run's own, so that it is the run that the config makes without phases.
 * @param phase from 0
 */
export function phaseSeed(seed: number, phase: number): number {
  if (phase === 0) return seed;
  const [high, low] = new KeyedRandom(seed).key('phase', phase);
  return (high >>> 11) * 2 ** 32 + low; // 53 bits
}
