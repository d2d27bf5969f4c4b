import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defineTracker } from '@cloze/contracts';
import { memory } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { MemorySample } from './memory-sample.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Appends a {@link MemorySample} to a file of JSON lines with each row of metrics. Garbage is collected after every `collectEvery` rows of
 * training, to see what is held; the rows between show what the process grows to by itself.
 */
export default defineTracker({
  name: 'memory-tracker.v1',
  summary: 'Writes down tensors and memory while a run trains.',
  options: z.strictObject({ file: z.string().min(1), collectEvery: z.int().positive() }),
  create: ({ file, collectEvery }) => {
    let rows = 0;
    return {
      start: async () => {},
      row: ({ step, split }) => {
        const { numTensors, numBytes } = memory();
        const resident = process.memoryUsage.rss();
        if (split === 'train') rows += 1;
        const collects = split === 'train' && rows % collectEvery === 0;
        if (collects) collect();
        const sample: MemorySample = {
          step,
          split,
          tensors: numTensors,
          tensorBytes: numBytes,
          resident,
          ...(collects && { held: process.memoryUsage.rss() }),
        };
        appendFileSync(file, `${JSON.stringify(sample)}\n`);
      },
      flush: async () => {},
      finish: async () => {},
    };
  },
});
