import type { NativeBinding } from '../../binding/native-binding.js';
import { FuzzDraw } from './fuzz-draw.js';
import { FuzzRandom } from './fuzz-random.js';
import { GuardedMemory } from './guarded-memory.js';
import { rightCalls } from './right-calls.js';
import { oddValue } from './odd-values.js';
import { emptied, spoil } from './spoil-call.js';

/** A call of the binary. */
export interface FuzzCall {
  readonly name: keyof NativeBinding;
  readonly kind: 'right' | 'spoiled' | 'anything';
  readonly values: readonly unknown[];
  readonly memory: GuardedMemory;
}

const names = Object.keys(rightCalls) as (keyof NativeBinding)[];
/** Their numbers are seconds to measure for, so large ones are no use. */
const measuring: readonly string[] = ['measurePeak', 'measureProduct'];

/** Call number `index` of the sequence that `seed` gives. */
export function fuzzCall(seed: number, index: number): FuzzCall {
  const random = new FuzzRandom(seed, index);
  const memory = new GuardedMemory(random.chance(0.3));
  const draw = new FuzzDraw(random, memory);
  const name = random.pick(names);
  if (random.chance(0.1)) {
    const values = Array.from({ length: random.integer(0, 18) }, () => oddValue(random));
    return { name, kind: 'anything', values: measuring.includes(name) ? ['soon'] : values, memory };
  }
  const values = rightCalls[name](draw);
  if (random.chance(0.3) || measuring.includes(name)) return { name, kind: 'right', values, memory };
  return { name, kind: 'spoiled', values: random.chance(0.1) ? emptied(values, draw) : spoil(values, draw), memory };
}
