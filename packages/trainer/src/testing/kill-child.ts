/*
 * A process that trains a tiny model in the folder it is given, going on from what it finds there, and says what it does. Having said as many
 * lines as it is given, it ends itself with SIGKILL, so that the moment is never missed.
 */
import { useBackend } from '@cloze/backend/testing';
import type { Tracker } from '@cloze/contracts';
import { train } from '../loop/train.js';
import { jsonlTracker } from '../trackers/jsonl-tracker.js';
import { memoryTracker } from '../trackers/memory-tracker.js';
import { KILLED_RUN } from './killed-run.js';
import { syntheticSource } from './synthetic-source.js';
import { tinyRun } from './tiny-run.js';

const [, , folder, lines] = process.argv;
let said = 0;
function say(line: string): void {
  process.stdout.write(`${line}\n`);
  said += 1;
  if (said === Number(lines)) process.kill(process.pid, 'SIGKILL');
}

await useBackend('cpu');
const speaker: Tracker = {
  ...memoryTracker(),
  row: ({ step, split }) => say(`${split} ${step}`),
  flush: async () => say('saving'),
};
const run = tinyRun(folder, KILLED_RUN, {
  resume: true,
  validation: syntheticSource({ seed: 2 }),
  trackers: [jsonlTracker.create({ file: 'metrics.jsonl' }), speaker],
});
const { status } = await train(run.input);
say(status);
