import { describe, expect, it } from 'vitest';
import { compareAtMasks } from './quickstart-result.js';
import { quickstartVerdict } from './quickstart-verdict.js';

const guessing = { masks: 3700, accuracy: 0.066, loss: 6.03, entropy: 5.9 };
const pretraining = { status: 'completed', step: 900, totalSteps: 900 } as const;
/** What it says of a model of an accuracy; undefined for one that was not evaluated. */
const reaching = (accuracy?: number, masks = guessing.masks) => {
  const evaluation: Record<string, number> =
    accuracy === undefined ? {} : { 'mlm.maskedAccuracy': accuracy, 'mlm.maskedLoss': 5.33 };
  return {
    status: 'completed',
    masks: compareAtMasks({ ...pretraining, evaluation }, { ...guessing, masks }),
  } as const;
};
const failed = {
  exitCode: 1,
  lines: ['', 'This model is not better than guessing by frequency: something is wrong.'],
};

describe('quickstartVerdict', () => {
  it('is content with a model that is better beyond chance', () => {
    expect(quickstartVerdict(reaching(0.139), false)).toEqual({ exitCode: 0, lines: [] });
  });

  it.each([
    ['may be better by chance', reaching(0.139, 30)],
    ['just guesses by frequency', reaching(0.066)],
    ['is worse', reaching(0.01)],
    ['was not evaluated', reaching()],
  ])('fails with a model that %s', (_, result) => {
    expect(quickstartVerdict(result, false)).toEqual(failed);
  });

  it('does not hold a short run to it', () => {
    expect(quickstartVerdict(reaching(0.01), true)).toEqual({
      exitCode: 0,
      lines: ['  (too short a run to be held to that difference)'],
    });
  });

  it.each([false, true])('fails where it was interrupted, before and after the comparison (short: %s)', (short) => {
    expect(quickstartVerdict({ status: 'interrupted' }, short).exitCode).toBe(1);
    expect(quickstartVerdict({ ...reaching(0.139), status: 'interrupted' }, short).exitCode).toBe(1);
  });
});
