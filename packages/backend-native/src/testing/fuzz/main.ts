import { parseArgs } from 'node:util';
import { addCounts, type CountsByExport } from './count-calls.js';
import { runFuzz } from './run-fuzz.js';

// `npx nx fuzz @cloze/backend-native --minutes=5 --seed=1`: calls every export of the binary with right and wrong arguments until the time is
// over, and prints the counts. A seed and the number of a call give the same call again.
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
/** Calls of a process. */
const BATCH = 20_000;

const counts: CountsByExport = {};
const end = performance.now() + minutes * 60_000;
let calls = 0;
do {
  addCounts(counts, await runFuzz(seed, calls, calls + BATCH));
  calls += BATCH;
  process.stderr.write(`${calls} calls\n`);
} while (performance.now() < end);

const rows = Object.entries(counts).sort(([a], [b]) => a.localeCompare(b));
console.log(`${'export'.padEnd(28)}${'right'.padStart(10)}${'accepted'.padStart(10)}${'refused'.padStart(10)}`);
for (const [name, { right, accepted, refused }] of rows) {
  console.log(name.padEnd(28) + [right, accepted, refused].map((count) => String(count).padStart(10)).join(''));
}
console.log(`${calls} calls of ${rows.length} exports with seed ${seed}: no crash, no write beside an array`);
