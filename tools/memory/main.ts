import { parseArgs } from 'node:util';
import { describeVerdict, judgeMemory } from './judge-memory.js';
import { trainAndWatch } from './train-and-watch.js';

// `npx nx memory @cloze/backend-native --minutes=60 --backend=native`: trains the preset `mini` for so long and says whether tensor count and
// resident memory stayed flat.
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, backend: { type: 'string', default: 'native' } },
});
const minutes = Number(values.minutes);
const samples = await trainAndWatch({
  backend: values.backend,
  preset: { preset: 'mini', dropout: 0.1 },
  vocabularySize: 8000,
  batchSize: 16,
  maxSteps: 10_000_000,
  logEvery: 10,
  // Some thirty times a run, and seldom enough for it to grow in between.
  collectEvery: Math.ceil(minutes / 3),
  minutes,
});
const verdict = judgeMemory(samples);
const steps = samples[samples.length - 1].step;
console.log(`${values.backend}, ${minutes} minutes, ${steps} steps: ${describeVerdict(verdict)}`);
for (const problem of verdict.problems) console.log(`FAILED ${problem}`);
console.log(verdict.problems.length === 0 ? 'flat' : 'not flat');
process.exitCode = verdict.problems.length === 0 ? 0 : 1;
