import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineTracker, type MetricsRow, type Tracker } from '@cloze/contracts';
import { z } from 'zod';
import { JsonlFile } from './jsonl-file.js';
import { metricsNotWritten } from './metrics-not-written.js';

/** Rows kept in memory before they go to the file; a flush writes them sooner. */
const ROWS_A_WRITE = 32;

/**
 * Appends each row of metrics as a line of JSON to a file in the run's folder: `{"step":…,"epoch":…,"split":…,"loss":…,…}`. A resumed run
 * cuts the file back to its checkpoint and ends with the same lines (times aside) as an uninterrupted one.
 */
export const jsonlTracker = defineTracker({
  name: 'jsonl-tracker.v1',
  summary: 'Appends metrics to a file of JSON lines.',
  options: z.strictObject({ file: z.string().min(1).default('metrics.jsonl').describe('name in the run folder') }),
  create: ({ file }): Tracker => {
    let path = file;
    let output: JsonlFile | undefined;
    let pending: string[] = [];
    /** Splits that have a row at the step the run resumes from: an evaluation that is made again is not written again. */
    const recorded = new Set<string>();
    let startStep = 0;

    const guarded = <T>(action: () => T): T => {
      try {
        return action();
      } catch (error) {
        throw metricsNotWritten(path, error);
      }
    };
    const write = () =>
      guarded(() => {
        if (pending.length > 0) output?.append(pending.join(''));
        pending = [];
      });

    return {
      async start(run) {
        path = join(run.directory, file);
        startStep = run.startStep;
        guarded(() => {
          mkdirSync(dirname(path), { recursive: true });
          output = new JsonlFile(path);
          output.cutBack((row) => {
            if (!isRow(row) || row.step > startStep) return false;
            if (row.step === startStep) recorded.add(row.split);
            return true;
          });
        });
      },
      row(row) {
        if (row.step === startStep && recorded.has(row.split)) return;
        pending.push(lineOf(row));
        if (pending.length >= ROWS_A_WRITE) write();
      },
      async flush() {
        write();
        guarded(() => output?.sync());
      },
      async finish() {
        try {
          await this.flush();
        } finally {
          output?.close();
          output = undefined;
        }
      },
    };
  },
});

function lineOf({ step, epoch, split, values }: MetricsRow): string {
  return `${JSON.stringify({ step, epoch, split, ...values })}\n`;
}

function isRow(row: unknown): row is { step: number; split: string } {
  return (
    typeof row === 'object' &&
    row !== null &&
    'step' in row &&
    typeof row.step === 'number' &&
    'split' in row &&
    typeof row.split === 'string'
  );
}
