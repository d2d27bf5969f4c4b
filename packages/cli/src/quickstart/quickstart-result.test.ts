import { describe, expect, it } from 'vitest';
import { quickstartResult } from './quickstart-result.js';
import { QUICKSTART_TASKS } from './quickstart-tasks.js';

const guessing = { masks: 3700, accuracy: 0.066, loss: 6.03, entropy: 5.9 };
const evaluation = { 'mlm.maskedAccuracy': 0.139, 'mlm.maskedLoss': 5.33 };
const pretraining = { status: 'completed', step: 900, totalSteps: 900, modelStep: 900, evaluation } as const;
const sentences = [
  { text: 'A [MASK].', masks: [{ start: 2, end: 8, candidates: [{ token: 'man', id: 7, probability: 0.2 }] }] },
];
const [voices] = QUICKSTART_TASKS;
const outcome = { task: voices, model: 0.8, guessing: 0.6, prediction: { label: 'person' } };

describe('quickstartResult', () => {
  it('tells what every step gave', () => {
    const { masks, ...rest } = quickstartResult(
      { directory: 'runs/quickstart', pretraining, guessing, sentences, outcomes: [outcome] },
      1,
    );
    expect(rest).toEqual({
      status: 'completed',
      directory: 'runs/quickstart',
      step: 900,
      totalSteps: 900,
      sentences,
      tasks: [
        {
          directory: 'runs/quickstart/voices',
          title: 'does a person speak, or the narrator?',
          measure: 'accuracy',
          model: 0.8,
          guessing: 0.6,
          example: 'You are too hasty, sir.',
          prediction: { label: 'person' },
        },
      ],
    });
    expect(masks).toMatchObject({ model: { accuracy: 0.139, loss: 5.33 }, guessing, isBetter: true });
    expect(masks?.difference.difference).toBeCloseTo(0.073, 12);
  });

  it('does not call a model better that may be so by chance', () => {
    const few = { ...guessing, masks: 30 };
    const { masks } = quickstartResult({ directory: 'run', pretraining, guessing: few, outcomes: [] }, 0);
    expect(masks?.isBetter).toBe(false);
  });

  it('tells of an interrupted one what there is', () => {
    const interrupted = { status: 'interrupted', step: 12, totalSteps: 900 } as const;
    expect(quickstartResult({ directory: 'run', pretraining: interrupted, outcomes: [] }, 2)).toEqual({
      status: 'interrupted',
      directory: 'run',
      step: 12,
      totalSteps: 900,
      tasks: [],
    });
  });
});
