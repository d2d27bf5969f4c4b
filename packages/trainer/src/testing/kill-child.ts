/* A process that trains a tiny model in the folder it is given, going on from what it finds there, and says each step it has done. */
import { useBackend } from '@cloze/backend/testing';
import { train } from '../loop/train.js';
import { jsonlTracker } from '../trackers/jsonl-tracker.js';
import { memoryTracker } from '../trackers/memory-tracker.js';
import { KILLED_RUN } from './killed-run.js';
import { syntheticSource } from './synthetic-source.js';
import { tinyRun } from './tiny-run.js';

await useBackend('cpu');
const speaker = {
  ...memoryTracker(),
  row: ({ step }: { step: number }) => void process.stdout.write(`step ${step}\n`),
};
const run = tinyRun(process.argv[2], KILLED_RUN, {
  resume: true,
  validation: syntheticSource({ seed: 2 }),
  trackers: [jsonlTracker.create({ file: 'metrics.jsonl' }), speaker],
});
const { status } = await train(run.input);
process.stdout.write(`${status}\n`);
