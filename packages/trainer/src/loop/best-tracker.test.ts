import { describe, expect, it } from 'vitest';
import { BestTracker } from './best-tracker.js';

/** Which evaluations were the best so far, and at which the run stops, for values from step 1 on. */
function follow(options: ConstructorParameters<typeof BestTracker>[0], values: readonly number[]) {
  let tracker = new BestTracker(options);
  const best: number[] = [];
  for (const [i, value] of values.entries()) {
    if (tracker.update(i + 1, { [options.bestMetric]: value })) best.push(i + 1);
    if (tracker.stops) return { best, stoppedAt: i + 1 };
    // As a resumed run would go on.
    const next = new BestTracker(options);
    next.restore(JSON.parse(JSON.stringify(tracker.state())));
    tracker = next;
  }
  return { best, stoppedAt: undefined };
}

describe('BestTracker', () => {
  it('takes the lowest loss or error, and the highest of anything else', () => {
    expect(follow({ bestMetric: 'loss' }, [3, 2, 2, 4, 1])).toEqual({ best: [1, 2, 5], stoppedAt: undefined });
    expect(follow({ bestMetric: 'mlm.loss' }, [3, 2])).toEqual({ best: [1, 2], stoppedAt: undefined });
    expect(follow({ bestMetric: 'topic.calibrationError' }, [0.3, 0.2])).toEqual({
      best: [1, 2],
      stoppedAt: undefined,
    });
    expect(follow({ bestMetric: 'mlm.accuracy' }, [0.3, 0.2, 0.4])).toEqual({ best: [1, 3], stoppedAt: undefined });
  });

  it('stops after as many evaluations in a row as patience has', () => {
    const earlyStopping = { patience: 2, minimumImprovement: 0 };
    expect(follow({ bestMetric: 'loss', earlyStopping }, [3, 4, 2, 3, 2, 1])).toEqual({ best: [1, 3], stoppedAt: 5 });
    expect(follow({ bestMetric: 'loss', earlyStopping }, [3, 4, 2, 3, 1])).toEqual({
      best: [1, 3, 5],
      stoppedAt: undefined,
    });
  });

  it('loses patience with improvements that are too small, but keeps the better checkpoint', () => {
    const earlyStopping = { patience: 2, minimumImprovement: 0.5 };
    expect(follow({ bestMetric: 'loss', earlyStopping }, [3, 2.9, 2.8])).toEqual({ best: [1, 2, 3], stoppedAt: 3 });
  });

  it('never takes NaN or infinity for the best', () => {
    expect(follow({ bestMetric: 'loss' }, [NaN, Infinity, 3, -Infinity])).toEqual({ best: [3], stoppedAt: undefined });
  });
});
