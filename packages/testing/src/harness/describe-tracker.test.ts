import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineTracker, type MetricsRow } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkTracking } from '../checks/check-tracker.js';
import { messageOfAsync } from '../fixtures/message-of.js';
import { describeTracker } from './describe-tracker.js';

const stepsIn = async (directory: string) =>
  (await readFile(join(directory, 'rows.txt'), 'utf8')).trim().split('\n').map(Number);

/** Writes each step on a line; `forgets` leaves rows after the checkpoint where they are. */
const lines = defineTracker({
  name: 'lines.v1',
  summary: 'Writes a line a step',
  options: z.strictObject({ forgets: z.boolean().default(false) }),
  create({ forgets }) {
    let file = '';
    let rows: MetricsRow[] = [];
    const flush = async () => {
      await appendFile(file, rows.map(({ step }) => `${step}\n`).join(''));
      rows = [];
    };
    return {
      async start({ directory, startStep }) {
        file = join(directory, 'rows.txt');
        if (startStep === 0) await writeFile(file, '');
        const kept = (await stepsIn(directory)).filter((step) => step > 0 && (forgets || step <= startStep));
        await writeFile(file, kept.map((step) => `${step}\n`).join(''));
      },
      row: (row) => void rows.push(row),
      flush,
      finish: flush,
    };
  },
});

describeTracker(lines, [{ title: 'a file', stepsIn }]);

describe('checkTracking', () => {
  it('finds rows that come twice after a resumption', async () => {
    const message = await messageOfAsync(() =>
      checkTracking(lines, { title: 'a', options: { forgets: true }, stepsIn }),
    );
    expect(message).toBe(
      [
        'Rows after the checkpoint were not dropped on resume',
        '  where: lines.v1, case "a"',
        '  received: steps 1, 2, 3, 4, 5, 4, 5; files rows.txt',
        '  allowed: steps 1, 2, 3, 4, 5',
      ].join('\n'),
    );
  });
});
