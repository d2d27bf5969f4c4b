import { openSync, writeSync } from 'node:fs';
import { loadBinding } from '../../binding/load-binding.js';
import { countCall, type CountsByExport } from './count-calls.js';
import { fuzzCall } from './fuzz-call.js';

// The process that may crash: `fuzz-worker.ts SEED FIRST END PROGRESS`. It notes each call's number in the file PROGRESS before the call and
// prints the counts at the end.
const [seed, first, end] = process.argv.slice(2, 5).map(Number);
const progress = openSync(process.argv[5], 'w');
const binding = loadBinding();
const counts: CountsByExport = {};
const number = new Float64Array(1);
for (let index = first; index < end; index += 1) {
  number[0] = index;
  writeSync(progress, number, 0, 8, 0);
  countCall(binding, fuzzCall(seed, index), counts);
}
process.stdout.write(JSON.stringify(counts));
