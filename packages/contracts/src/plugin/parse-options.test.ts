import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseOptions } from './parse-options.js';

const schema = z.strictObject({ rate: z.number().min(0).max(1).default(0.15), words: z.array(z.string()).default([]) });

const message = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'no error';
};

describe('parseOptions', () => {
  it('fills in defaults', () => {
    expect(parseOptions(schema, {}, 'corruption[0]')).toEqual({ rate: 0.15, words: [] });
  });

  it('names an unknown option, what is known, and the nearest name', () => {
    expect(message(() => parseOptions(schema, { rat: 0.2 }, 'corruption[0]'))).toBe(
      'Unknown option "rat"\n  where: corruption[0]\n  allowed: rate, words\n  fix: did you mean "rate"?',
    );
  });

  it('knows the options of nested parts', () => {
    const nested = z.strictObject({ parts: z.array(z.strictObject({ weight: z.number() })) });
    expect(message(() => parseOptions(nested, { parts: [{ weight: 1, wight: 2 }] }, 'data.train'))).toBe(
      'Unknown option "wight"\n  where: data.train.parts[0]\n  allowed: weight\n  fix: did you mean "weight"?',
    );
  });

  it('gives path, value and what is allowed', () => {
    expect(message(() => parseOptions(schema, { rate: 2 }, 'corruption[0]'))).toBe(
      'Wrong value for an option\n  where: corruption[0].rate\n  received: 2\n  allowed: Too big: expected number to be <=1',
    );
    expect(message(() => parseOptions(schema, { words: ['a', 1] }, 'corruption[0]'))).toBe(
      'Wrong value for an option\n  where: corruption[0].words[1]\n  received: 1\n  allowed: Invalid input: expected string, received number',
    );
  });
});
