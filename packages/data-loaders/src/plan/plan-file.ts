import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { EpochPlan } from './epoch-plan.js';
import {
  PLAN_ARRAY_TYPES,
  planArrays,
  planArrayType,
  planDigest,
  planFromArrays,
  type PlanArray,
} from './plan-arrays.js';

const MAGIC = 'clozeplan1\n';

const header = z.strictObject({
  inputs: z.string(),
  epoch: z.int().min(0),
  digest: z.string(),
  arrays: z.array(
    z.strictObject({
      name: z.string(),
      type: z.enum(['Uint8Array', 'Int32Array', 'Uint32Array', 'Float64Array']),
      length: z.int().min(0),
    }),
  ),
});

/** What was read from a plan file. */
export type StoredPlan =
  | { readonly state: 'absent' | 'damaged' }
  | { readonly state: 'read'; readonly plan: EpochPlan; readonly inputs: string };

/**
 * Writes a plan: one line `clozeplan1`, one line of JSON that names the arrays, their bytes end to end. The file appears whole
 * or not at all.
 * @param inputs digest of all that the plan was made from
 */
export async function savePlan(path: string, plan: EpochPlan, inputs: string): Promise<void> {
  const arrays = planArrays(plan);
  const described = arrays.map(([name, array]) => ({ name, type: planArrayType(array), length: array.length }));
  const line = JSON.stringify({ inputs, epoch: plan.epoch, digest: planDigest(plan), arrays: described });
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(`${MAGIC}${line}\n`);
      for (const [, array] of arrays) await writeAll(file, array);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, array: PlanArray): Promise<void> {
  // A copy: bytes of shared memory are not accepted everywhere.
  const bytes = Uint8Array.from(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
}

/** Reads a plan into shared memory. A file that is cut short or changed is `damaged`: its digest tells. */
export async function loadPlan(path: string): Promise<StoredPlan> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (bytes === undefined) return { state: 'absent' };
  const end = bytes.indexOf(10, MAGIC.length);
  if (end < 0 || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return { state: 'damaged' };
  const parsed = header.safeParse(parseJson(bytes.toString('utf8', MAGIC.length, end)));
  if (!parsed.success) return { state: 'damaged' };
  const arrays = new Map<string, PlanArray>();
  let at = end + 1;
  for (const { name, type, length } of parsed.data.arrays) {
    const size = length * PLAN_ARRAY_TYPES[type].BYTES_PER_ELEMENT;
    if (at + size > bytes.length) return { state: 'damaged' };
    const buffer = new SharedArrayBuffer(size);
    new Uint8Array(buffer).set(bytes.subarray(at, at + size));
    arrays.set(name, new PLAN_ARRAY_TYPES[type](buffer));
    at += size;
  }
  const plan = planFromArrays(parsed.data.epoch, arrays);
  if (at !== bytes.length || plan === undefined || planDigest(plan) !== parsed.data.digest) return { state: 'damaged' };
  return { state: 'read', plan, inputs: parsed.data.inputs };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
