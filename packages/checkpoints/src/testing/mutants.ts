import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyedRandom } from '@cloze/contracts';
import { readTable } from '../tensorflow/read-table.js';
import { tableBytes } from './bundle-bytes.js';

const data = process.env['CLOZE_DATA'] ?? new URL('../../../../../shared/data', import.meta.url).pathname;

/** A file of weights that another program wrote, in the shared folder. */
export const realFiles = [
  join(data, '../models/all-MiniLM-L6-v2-fp16/model.safetensors'),
  join(data, 'checkpoints/tiny_bert_random_coldfire/model.safetensors'),
  join(data, 'checkpoints/tf_bert_toy_checkpoint/bert_model.ckpt.index'),
  join(data, 'checkpoints/tf_bert_toy_checkpoint/older_5e7e4e7/model.ckpt-20.index'),
].map((path) => ({ path, name: path.split('/').slice(-2).join('/'), absent: !existsSync(path) }));

const DIGITS = [0x30, 0x39];

/**
 * Writes a damaged copy of a file of weights: `model.safetensors`, whose data are a hole as long as the real ones, or the index of a TensorFlow
 * checkpoint with right checksums, beside data that are untouched. The same number gives the same damage.
 * @returns the path, and the bytes that the file and its data hold
 */
export type Mutants = (number: number) => { readonly path: string; readonly bytes: number };

/** Damaged copies of a real file, each written into the folder over the one before. */
export function mutantsOf(path: string, folder: string): Mutants {
  return path.endsWith('.index') ? bundleMutants(path, folder) : safetensorsMutants(path, folder);
}

function safetensorsMutants(path: string, folder: string): Mutants {
  const whole = readFileSync(path);
  const head = whole.subarray(0, 8 + Number(whole.readBigUInt64LE(0)));
  const target = join(folder, 'model.safetensors');
  return (number) => {
    const draws = new KeyedRandom(number).stream('test/mutant');
    writeFileSync(target, damaged(head, draws));
    const bytes = draws.below(8) === 0 ? draws.below(whole.length) : whole.length;
    truncateSync(target, bytes);
    return { path: target, bytes };
  };
}

function bundleMutants(path: string, folder: string): Mutants {
  const index = readFileSync(path);
  const weights = readFileSync(path.replace(/index$/, 'data-00000-of-00001'));
  const entries = [...readTable(index, path)];
  const prefix = join(folder, 'model.ckpt');
  writeFileSync(`${prefix}.data-00000-of-00001`, weights);
  return (number) => {
    const draws = new KeyedRandom(number).stream('test/mutant');
    const chosen = draws.below(entries.length);
    // Checksums would refuse nearly everything before an entry is looked at.
    const table = entries.map(([key, value], i) => [key, i === chosen ? damaged(value, draws) : value] as const);
    const bytes = draws.below(8) === 0 ? damaged(index, draws) : tableBytes(table);
    writeFileSync(`${prefix}.index`, bytes);
    return { path: prefix, bytes: bytes.length + weights.length };
  };
}

/** A few bytes changed: any of them, or digits for others, which leaves JSON whole and its numbers wrong. */
function damaged(bytes: Uint8Array, draws: ReturnType<KeyedRandom['stream']>): Buffer {
  const copy = Buffer.from(bytes);
  const digits = Array.from(copy.keys()).filter((at) => copy[at] >= DIGITS[0] && copy[at] <= DIGITS[1]);
  for (let edit = draws.below(4); edit >= 0; edit -= 1) {
    if (digits.length > 0 && draws.below(4) > 0) copy[digits[draws.below(digits.length)]] = DIGITS[0] + draws.below(10);
    else if (copy.length > 0) copy[draws.below(copy.length)] = draws.below(256);
  }
  return copy;
}
