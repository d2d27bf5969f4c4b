import { ConfigError, parseOptions, type SchedulePlugin } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../testing/fixture-file.js';
import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { linearWarmup } from './linear-warmup.js';

interface Schedules {
  readonly lr: number;
  readonly warmup_steps: number;
  readonly total_steps: number;
  readonly hf_linear_with_warmup: number[];
  readonly google_bert: number[];
}

const reference = readFixture<Schedules>('optimizer/schedules.json');

/** Factors of the first steps, each from a schedule whose state was saved and restored before it. */
function factors<Options>(
  plugin: SchedulePlugin<Options>,
  options: unknown,
  totalSteps: number,
  steps: number,
): number[] {
  const parsed = parseOptions(plugin.options, options, 'schedule');
  let schedule = plugin.create(parsed, { totalSteps });
  return Array.from({ length: steps }, (_, step) => {
    const state = schedule.state();
    schedule = plugin.create(parsed, { totalSteps });
    schedule.restore(state);
    return schedule.factor(step);
  });
}

describe('linear-warmup.v1', () => {
  const { lr, warmup_steps: warmupSteps, total_steps: totalSteps } = reference;

  it.each([
    ['standard', reference.hf_linear_with_warmup],
    ['bert', reference.google_bert],
  ])('gives the reference rates of the %s form', (form, expected) => {
    const rates = factors(linearWarmup, { warmupSteps, form }, totalSteps, expected.length).map(
      (factor) => factor * lr,
    );
    rates.forEach((rate, step) => expect(Math.abs(rate - expected[step]), `step ${step}`).toBeLessThan(1e-12));
  });

  it('takes the warm-up as a share of the run, rounded up, and none by default', () => {
    expect(factors(linearWarmup, { warmupRatio: 0.25 }, 10, 10)).toEqual(
      factors(linearWarmup, { warmupSteps: 3 }, 10, 10),
    );
    expect(factors(linearWarmup, {}, 4, 5)).toEqual([1, 0.75, 0.5, 0.25, 0]);
  });

  it('refuses two lengths at once', () => {
    expect(() => factors(linearWarmup, { warmupSteps: 3, warmupRatio: 0.1 }, 10, 1)).toThrow(
      new ConfigError({
        what: 'Wrong value for an option',
        where: 'schedule',
        received: '{"warmupSteps":3,"warmupRatio":0.1,"form":"standard"}',
        allowed: 'either warmupSteps or warmupRatio, not both',
      }),
    );
  });
});

describe('constant.v1', () => {
  it('rises to 1 and stays', () => {
    expect(factors(constant, { warmupSteps: 2 }, 5, 6)).toEqual([0, 0.5, 1, 1, 1, 1]);
  });
});

describe('cosine.v1', () => {
  it('rises, then falls along half a cosine wave to 0', () => {
    const values = factors(cosine, { warmupSteps: 2 }, 6, 8);
    const wave = [1, 2, 3, 4].map((quarter) => (1 + Math.cos((Math.PI * (quarter - 1)) / 4)) / 2);
    [0, 0.5, ...wave, 0, 0].forEach((expected, step) => expect(values[step]).toBeCloseTo(expected, 12));
  });
});
