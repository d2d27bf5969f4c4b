// Speed of each native kernel on BERT's shapes: GFLOP/s of its products beside the machine's measured peak, GB/s of what it must read and write.
// node --import tsx --conditions=@cloze/source tools/bench/kernels/bench.ts [--only TEXT] [--cpu] [--json]
// --cpu counts processor time instead of the clock's, for a machine that others use too; take it with CLOZE_THREADS=1.
import { loadBinding } from '@cloze/backend-native/binding';
import { parseArgs } from 'node:util';
import { cases, type Case } from './cases.js';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    cpu: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '0.5' },
  },
});

const binding = loadBinding();

/**
 * Milliseconds of a call: the best of those that fit the time, at least three. Processor time is counted over several calls, as the system
 * tells it in steps.
 */
function measure({ run }: Case): number {
  const limit = Number(options.seconds) * 1000;
  const begin = performance.now();
  run();
  const calls = options.cpu ? Math.max(1, Math.ceil(20 / (performance.now() - begin))) : 1;
  let best = Infinity;
  for (let rounds = 0; rounds < 3 || performance.now() - begin < limit; rounds++) {
    const start = now();
    for (let call = 0; call < calls; call++) run();
    best = Math.min(best, (now() - start) / calls);
  }
  return best;
}

function now(): number {
  if (!options.cpu) return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const peak = binding.measurePeak(0.5);
if (!options.json) {
  console.log(`${binding.width()}, ${binding.threads()} threads, peak ${peak.toFixed(1)} GFLOP/s in registers`);
  console.log('        ms   GFLOP/s   % of peak      GB/s');
}
for (const item of cases(binding)) {
  if (!item.name.includes(options.only)) continue;
  const milliseconds = measure(item);
  const gflops = item.flops / milliseconds / 1e6;
  const gigabytes = item.bytes / milliseconds / 1e6;
  if (options.json) {
    console.log(JSON.stringify({ name: item.name, milliseconds, gflops, gigabytes, peak }));
    continue;
  }
  const share = item.flops > 0 ? [gflops.toFixed(1), ((100 * gflops) / peak).toFixed(0)] : ['', ''];
  const columns = [milliseconds.toFixed(3).padStart(10), share[0].padStart(10), share[1].padStart(12)];
  console.log(`${columns.join('')}${gigabytes.toFixed(1).padStart(10)}   ${item.name}`);
}
