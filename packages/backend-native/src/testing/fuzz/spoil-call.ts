import { types } from 'node:util';
import type { FuzzDraw } from './fuzz-draw.js';
import { oddNumber, oddValue } from './odd-values.js';
import { takeAway } from './shrinkable-buffer.js';

/** The elements of a list that is not too long to copy. */
const LONG = 2 ** 16;

type Values = Float32Array | Int32Array | Uint8Array;

/** Changes one to three things about the arguments of a call. */
export function spoil(values: readonly unknown[], draw: FuzzDraw): unknown[] {
  const spoiled = [...values];
  for (let times = draw.random.integer(1, 3); times > 0; times -= 1) spoilOne(spoiled, draw);
  return spoiled;
}

/** Nothing in every array, or the first rows of parts without any; and sizes of 0 or far too many beside: a kernel must not count to them. */
export function emptied(values: readonly unknown[], draw: FuzzDraw): unknown[] {
  return values.map((value) => {
    if (typeof value === 'number') return draw.random.pick([value, 0, 0, 1, 2 ** 31, 2 ** 53 - 1]);
    if (value instanceof Int32Array && draw.random.chance(0.5)) return draw.memory.integers(2);
    return isValues(value) ? value.subarray(0, 0) : value;
  });
}

function spoilOne(values: unknown[], draw: FuzzDraw): void {
  const { random } = draw;
  if (random.chance(0.03)) values.length = random.integer(0, values.length);
  if (random.chance(0.03)) values.push(oddValue(random));
  if (values.length === 0) return;
  const at = random.integer(0, values.length - 1);
  values[at] = random.chance(0.15) ? oddValue(random) : spoiledValue(values, at, draw);
}

function spoiledValue(values: readonly unknown[], at: number, draw: FuzzDraw): unknown {
  const { random } = draw;
  const value = values[at];
  if (typeof value === 'number') return oddNumber(value, random);
  if (types.isProxy(value) || ArrayBuffer.isView(value) !== isValues(value)) return oddValue(random);
  if (isValues(value)) return spoiledArray(value, values.filter(isValues), draw);
  // To copy a list that was made very long takes this process the memory that the binary must not ask for.
  if (Array.isArray(value) && value.length > LONG) return oddValue(random);
  if (Array.isArray(value)) return spoiledList(value, values.filter(isValues), draw);
  if (typeof value === 'object' && value !== null) return spoiledObject(value, values.filter(isValues), draw);
  return oddValue(random);
}

function isValues(value: unknown): value is Values {
  // Views of detached memory, and what a change before this one put there may throw when looked at.
  if (types.isProxy(value) || (ArrayBuffer.isView(value) && value.buffer.byteLength === 0)) return false;
  return value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array;
}

function spoiledArray(values: Values, others: readonly Values[], draw: FuzzDraw): unknown {
  const { random, memory } = draw;
  return random.pick<() => unknown>([
    () => draw.floats(values.length + 1),
    () => draw.floats(Math.max(0, values.length - 1)),
    () => draw.floats(values.length),
    () => memory.integers(values.length).map(() => random.pick([-1, 0, 1, 5, 40, -(2 ** 31), 2 ** 31 - 1])),
    () => memory.bytes(values.length),
    () => memory.floats(values.length).fill(random.pick([NaN, Infinity, -Infinity, 1e38, 1e-44])),
    () => values.subarray(random.integer(0, values.length)),
    // The same memory as another argument's, whole or in part: an output must not overlap anything.
    () => random.pick(others),
    () => overlapping(values, random.pick(others), random.integer(1, 8)),
    () => new Float32Array(new SharedArrayBuffer(4 * values.length)),
    () => takeAway(values),
    () => [...values],
  ])();
}

/** An array like `values` in the memory of `other`, some elements further on. */
function overlapping(values: Values, other: Values, offset: number): Float32Array {
  const room = Math.floor(other.byteLength / 4) - offset;
  const start = other.byteOffset + 4 * offset;
  if (room < 0 || start % 4 !== 0) return new Float32Array(other.buffer, 0, 0);
  return new Float32Array(other.buffer, start, Math.min(values.length, room));
}

function spoiledList(list: readonly unknown[], others: readonly Values[], draw: FuzzDraw): unknown {
  const { random } = draw;
  const taking = () => Object.defineProperty([...list], list.length, { get: () => others.map(takeAway)[0] });
  return random.pick<() => unknown>([
    () => spoil(list, draw),
    () => [...list, random.pick(others)],
    () => new Array(random.integer(1, LONG)),
    // Lists that are longer than any memory but for their empty places.
    () => new Array(2 ** 32 - 1),
    () => Object.assign([...list], { length: 2 ** random.integer(17, 31) }),
    taking,
    () => new Proxy([...list], { get: (target, key) => (others.forEach(takeAway), Reflect.get(target, key)) }),
  ])();
}

function spoiledObject(value: object, others: readonly Values[], draw: FuzzDraw): unknown {
  const { random } = draw;
  const key = random.pick(Object.keys(value));
  return random.pick<() => unknown>([
    () => ({ ...value, [key]: oddNumber(1, random) }),
    () => ({ ...value, [key]: oddValue(random) }),
    () => Object.defineProperty({ ...value }, key, { get: () => (others.forEach(takeAway), 1) }),
    () => ({ ...value, [key]: undefined }),
  ])();
}
