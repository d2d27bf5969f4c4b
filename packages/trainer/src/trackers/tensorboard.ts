import { join } from 'node:path';
import { defineTracker, systemClock, type Clock, type MetricsRow, type Tracker } from '@cloze/contracts';
import { z } from 'zod';
import { metricsNotWritten } from './metrics-not-written.js';
import { TensorboardFile } from './tensorboard-file.js';

const options = z.strictObject({
  directory: z
    .string()
    .min(1)
    .default('tensorboard')
    .describe('name in the run folder; `train` and `validation` lie in it'),
});

/**
 * Writes metrics as TensorBoard event files, training and validation as two runs that share their tags: `tensorboard --logdir runs/base`
 * shows them over each other. A resumed run goes on in the same files, cut back to its checkpoint.
 */
export const tensorboard = defineTracker({
  name: 'tensorboard.v1',
  summary: 'Writes TensorBoard event files.',
  options,
  create: (parsed) => createTensorboard(parsed, systemClock),
});

/** The tracker with a clock. */
export function createTensorboard({ directory }: z.infer<typeof options>, clock: Clock): Tracker {
  const files = new Map<MetricsRow['split'], TensorboardFile>();
  let path = directory;
  let startStep = 0;
  const seconds = () => clock.now() / 1000;
  const guarded = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw metricsNotWritten(path, error);
    }
  };
  return {
    async start(run) {
      path = join(run.directory, directory);
      startStep = run.startStep;
      guarded(() => {
        for (const split of ['train', 'validation'] as const)
          files.set(split, new TensorboardFile(join(path, split), startStep, seconds()));
      });
    },
    row({ step, split, values }) {
      const file = files.get(split);
      // An evaluation that is made again when a run resumes is there already.
      if (!file || (step === startStep && file.hasLast)) return;
      const finite = Object.entries(values).filter(([, value]) => Number.isFinite(value));
      guarded(() => file.write({ wallTime: seconds(), step, scalars: Object.fromEntries(finite) }));
    },
    async flush() {
      guarded(() => files.forEach((file) => file.sync()));
    },
    async finish() {
      try {
        await this.flush();
      } finally {
        files.forEach((file) => file.close());
        files.clear();
      }
    },
  };
}
