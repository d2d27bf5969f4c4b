import { PassThrough } from 'node:stream';
import { silentLogger, type MetricsRow, type Tracker } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { createProgressBar, type ProgressStream } from './progress-bar.js';

const run = (startStep: number) => ({ directory: '', totalSteps: 100, startStep, logger: silentLogger });
const row = (step: number, loss: number, split: MetricsRow['split'] = 'train'): MetricsRow => ({
  step,
  epoch: 0,
  split,
  values: { loss, ...(split === 'train' && { tokensPerSecond: 12_345.6 }) },
});

/** What a tracker writes to a stream, with a clock that `at` sets. */
function watched(isTTY: boolean) {
  const stream: ProgressStream = Object.assign(new PassThrough(), { isTTY, columns: 200 });
  let text = '';
  stream.on('data', (chunk) => (text += String(chunk)));
  let seconds = 0;
  const tracker: Tracker = createProgressBar(stream, { now: () => 0, monotonic: () => seconds * 1000 });
  return { tracker, at: (time: number) => (seconds = time), text: () => text };
}

describe('progress-bar.v1 without a terminal', () => {
  it('writes plain lines, of ten seconds, of evaluations and of the end', async () => {
    const { tracker, at, text } = watched(false);
    await tracker.start(run(0));
    at(2);
    tracker.row(row(10, 6.5));
    at(4);
    tracker.row(row(20, 6.4));
    at(6);
    tracker.row(row(20, 6.25, 'validation'));
    at(16);
    tracker.row(row(50, 6));
    at(20);
    tracker.row(row(100, 5));
    await tracker.flush();
    await tracker.finish();
    expect(text().split('\n')).toEqual([
      'step 10/100 | loss 6.5000 | 12,346 tokens/s | 18s left',
      'step 20/100 | loss 6.4000 | 12,346 tokens/s | validation loss 6.2500 | 24s left',
      'step 50/100 | loss 6.0000 | 12,346 tokens/s | validation loss 6.2500 | 16s left',
      'step 100/100 | loss 5.0000 | 12,346 tokens/s | validation loss 6.2500 | 0s left',
      '',
    ]);
  });

  it('reckons the time left from the steps of this process alone', async () => {
    const { tracker, at, text } = watched(false);
    await tracker.start(run(90));
    at(3);
    tracker.row(row(95, 5));
    expect(text()).toContain('step 95/100 | loss 5.0000 | 12,346 tokens/s | 3s left');
  });
});

describe('progress-bar.v1 on a terminal', () => {
  it('draws the curve of each objective beside its last loss', async () => {
    const { tracker, text } = watched(true);
    await tracker.start(run(0));
    [8, 6, 4.5, 1].forEach((loss, i) => {
      const { values, ...rest } = row(10 * (i + 1), loss);
      tracker.row({ ...rest, values: { ...values, 'mlm.loss': loss, 'rtd.loss': 9 - loss, 'rtd.generator.loss': 7 } });
    });
    await tracker.finish();
    expect(text()).toContain('loss 1.0000 | mlm █▆▅▁ 1.000 | rtd ▁▃▅█ 8.000 | 12,346 tokens/s');
  });

  it('draws a bar with the same text and leaves the cursor as it was', async () => {
    const { tracker, at, text } = watched(true);
    await tracker.start(run(0));
    at(2);
    tracker.row(row(50, 6.5));
    await tracker.finish();
    expect(text()).toContain('50/100 | loss 6.5000 | 12,346 tokens/s | 2s left');
    expect(text()).toContain('████████████░░░░░░░░░░░░');
  });
});
