import { createHash } from 'node:crypto';
import type { EpochPlan } from './epoch-plan.js';

/** Array types that a plan may hold. */
export type PlanArray = EpochPlan['examples']['arrays'][string];

/** The name of a plan array's type. */
export type PlanArrayType = 'Uint8Array' | 'Int32Array' | 'Uint32Array' | 'Float64Array';

interface PlanArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike): PlanArray;
}

/** Constructors of the array types that a plan may hold, by name. */
export const PLAN_ARRAY_TYPES: Readonly<Record<PlanArrayType, PlanArrayConstructor>> = {
  Uint8Array,
  Int32Array,
  Uint32Array,
  Float64Array,
};

/** The arrays of a plan by name, in a fixed order; a sampler's own are under `sampler.`. */
export function planArrays({ examples, order, batchStarts }: EpochPlan): [string, PlanArray][] {
  const own = Object.entries(examples.arrays).map(([name, array]): [string, PlanArray] => [`sampler.${name}`, array]);
  own.sort(([a], [b]) => (a < b ? -1 : 1));
  return [['order', order], ['batchStarts', batchStarts], ['lengths', examples.lengths], ...own];
}

/** A plan from its arrays; undefined where one is missing or of the wrong type. */
export function planFromArrays(epoch: number, arrays: ReadonlyMap<string, PlanArray>): EpochPlan | undefined {
  const order = arrays.get('order');
  const batchStarts = arrays.get('batchStarts');
  const lengths = arrays.get('lengths');
  const known = order instanceof Uint32Array && batchStarts instanceof Uint32Array && lengths instanceof Uint32Array;
  if (!known) return undefined;
  const own = [...arrays].filter(([name]) => name.startsWith('sampler.'));
  const sampler = Object.fromEntries(own.map(([name, array]) => [name.slice('sampler.'.length), array]));
  return { epoch, examples: { lengths, arrays: sampler }, order, batchStarts };
}

/** The name of an array's type. */
export function planArrayType(array: PlanArray): PlanArrayType {
  if (array instanceof Uint8Array) return 'Uint8Array';
  if (array instanceof Int32Array) return 'Int32Array';
  return array instanceof Uint32Array ? 'Uint32Array' : 'Float64Array';
}

/** SHA-256, in hexadecimal, over every number of a plan. Equal plans have equal digests on every machine of one byte order. */
export function planDigest(plan: EpochPlan): string {
  const hash = createHash('sha256').update(String(plan.epoch));
  for (const [name, array] of planArrays(plan)) {
    hash.update(`\n${name} ${planArrayType(array)} ${array.length}\n`);
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest('hex');
}

/** The same plan in shared memory, so that any number of threads read one copy. */
export function sharePlan(plan: EpochPlan): EpochPlan {
  const arrays = new Map(planArrays(plan).map(([name, array]) => [name, share(array)]));
  return planFromArrays(plan.epoch, arrays) ?? plan;
}

function share(array: PlanArray): PlanArray {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const shared = new PLAN_ARRAY_TYPES[planArrayType(array)](new SharedArrayBuffer(array.byteLength));
  shared.set(array);
  return shared;
}
