import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defineTracker } from '@cloze/contracts';
import { memory } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { MemorySample } from './memory-sample.js';

// Garbage is collected before each look, so that only what is held counts.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Appends a {@link MemorySample} to a file of JSON lines with each row of metrics. */
export default defineTracker({
  name: 'memory-tracker.v1',
  summary: 'Writes down tensors and memory while a run trains.',
  options: z.strictObject({ file: z.string().min(1) }),
  create: ({ file }) => ({
    start: async () => {},
    row: ({ step, split }) => {
      collect();
      const { numTensors, numBytes } = memory();
      const sample: MemorySample = {
        step,
        split,
        tensors: numTensors,
        tensorBytes: numBytes,
        resident: process.memoryUsage.rss(),
      };
      appendFileSync(file, `${JSON.stringify(sample)}\n`);
    },
    flush: async () => {},
    finish: async () => {},
  }),
});
