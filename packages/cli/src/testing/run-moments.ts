import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyedRandom, MetricsRow } from '@cloze/contracts';
import { TINY_CONFIG } from './tiny-run.js';

/** A moment of a run: its trackers have just been given a row of metrics. */
export interface Moment extends Pick<MetricsRow, 'step' | 'epoch' | 'split'> {
  /** Where the run, or the phase of it, keeps its files: a path in the run folder. */
  readonly folder: string;
}

/** The moments of a run that is done, in order, as its metrics tell them. */
export async function momentsOf(directory: string, phases: number): Promise<Moment[]> {
  const folders = phases === 0 ? [''] : Array.from({ length: phases }, (_, i) => `phases/${i + 1}`);
  const moments: Moment[] = [];
  for (const folder of folders) {
    const lines = await readFile(join(directory, folder, 'metrics.jsonl'), 'utf8');
    for (const line of lines.trimEnd().split('\n')) {
      const { step, epoch, split } = JSON.parse(line) as MetricsRow;
      moments.push({ folder, step, epoch, split });
    }
  }
  return moments;
}

/**
 * Three of a run's moments, one after the other, at which it may be ended: before its first checkpoint, after its first evaluation, and
 * in the last epoch of its last phase. Never the very last one.
 */
export function drawMoments(moments: readonly Moment[], random: KeyedRandom, purpose: string): Moment[] {
  const stream = random.stream(purpose);
  const end = moments.length - 1;
  const { folder, epoch } = moments[end];
  const unsaved = moments.findIndex(({ step }) => step > TINY_CONFIG.training.checkpointEvery);
  const evaluated = moments.findIndex(({ split }) => split === 'validation');
  const late = moments.findIndex((moment) => moment.folder === folder && moment.epoch === epoch);
  const between = (from: number, to: number) => from + stream.below(to - from);
  const second = between(evaluated, end - 1);
  return [between(0, unsaved), second, between(Math.max(late, second + 1), end)].map((i) => moments[i]);
}
