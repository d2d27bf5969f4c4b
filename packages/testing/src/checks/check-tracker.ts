import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions, PluginError, silentLogger, type MetricsRow, type TrackerPlugin } from '@cloze/contracts';
import type { PluginCase } from './plugin-case.js';

/** A case of a tracker. */
export interface TrackerCase extends PluginCase {
  /** Reads the steps of the training rows that the tracker recorded in a folder; leave out for trackers that record nothing. */
  readonly stepsIn?: (directory: string) => Promise<readonly number[]>;
}

const row = (step: number): MetricsRow => ({
  step,
  epoch: 0,
  split: 'train',
  values: { loss: 1 / step, 'mlm.accuracy': 0.5, learningRate: 1e-4 },
});

/**
 * Follows a run to its end, then the same run resumed from step 3 of 5: rows after the checkpoint are dropped and come once.
 * @throws PluginError
 */
export async function checkTracking<Options>(
  plugin: TrackerPlugin<Options>,
  { title, options = {}, stepsIn }: TrackerCase,
): Promise<void> {
  const where = `${plugin.name}, case "${title}"`;
  const parsed = parseOptions(plugin.options, options, where);
  const directory = await mkdtemp(join(tmpdir(), 'cloze-tracker-'));
  try {
    const follow = async (startStep: number, steps: readonly number[]) => {
      const tracker = plugin.create(parsed);
      await tracker.start({ directory, totalSteps: 5, startStep, logger: silentLogger });
      for (const step of steps) tracker.row(row(step));
      await tracker.flush();
      await expectSteps(`rows are not durable after \`flush\``, startStep);
      await tracker.finish();
    };
    const expectSteps = async (what: string, startStep: number) => {
      if (stepsIn === undefined) return;
      const received = await stepsIn(directory);
      if (String(received) === '1,2,3,4,5') return;
      throw new PluginError({
        what: startStep === 0 ? `The tracker's ${what}` : 'Rows after the checkpoint were not dropped on resume',
        where,
        received: `steps ${received.join(', ')}; files ${(await readdir(directory)).join(', ')}`,
        allowed: 'steps 1, 2, 3, 4, 5',
      });
    };
    await follow(0, [1, 2, 3, 4, 5]);
    await follow(3, [4, 5]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
