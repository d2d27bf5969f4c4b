import type { FuzzRandom } from './fuzz-random.js';
import { takeAway } from './shrinkable-buffer.js';

const WORDS = [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 62, 2 ** 63, 1e300];

/** A number that is not `right`: close to it, or one that counts and sizes must not be. */
export function oddNumber(right: number, random: FuzzRandom): number {
  return random.pick([right + 1, right - 1, 2 * right, 0, -0, -1, 0.5, NaN, Infinity, -Infinity, 1e-320, ...WORDS]);
}

/** A value of any type, hostile ones among them. */
export function oddValue(random: FuzzRandom): unknown {
  const throwing = () => {
    throw new RangeError('from a trap');
  };
  return random.pick<() => unknown>([
    () => undefined,
    () => null,
    () => true,
    () => oddNumber(3, random),
    () => '',
    () => 'avx2\u{0}\u{1f600}',
    () => Symbol('odd'),
    () => 2n ** 70n,
    () => ({}),
    () => [],
    () => [1, , 'two'],
    () => ({ length: 2 ** 32, 0: 1 }),
    () => Object.create(null),
    () => throwing,
    () => new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing }),
    () => new Proxy([new Float32Array(2)], { get: throwing }),
    () => new Proxy(new Float32Array(4), {}),
    () => ({ valueOf: throwing, toString: throwing }),
    () => new Date(NaN),
    () => new ArrayBuffer(16),
    () => new SharedArrayBuffer(16),
    () => new DataView(new ArrayBuffer(16)),
    () => new Float64Array(4),
    () => new BigInt64Array(4),
    () => new Uint8ClampedArray(4),
    () => new Float32Array(random.integer(0, 40)),
    () => new Int32Array(random.integer(0, 40)).fill(random.integer(-5, 5)),
    () => new Float32Array(new SharedArrayBuffer(64)),
    () => takeAway(new Float32Array(4)),
  ])();
}
