import { describe, expect, it } from 'vitest';
import { parseThreads } from './threads.js';

describe('parseThreads', () => {
  it('takes whole numbers from 1 to 1024', () => {
    expect(['', '1', '8', '1024'].map((value) => parseThreads(value))).toEqual([undefined, 1, 8, 1024]);
  });

  it.each(['0', '-2', '1.5', 'all', '1025'])('refuses %s', (value) => {
    expect(() => parseThreads(value)).toThrow(
      expect.objectContaining({
        message:
          `Not a number of threads\n  where: CLOZE_THREADS\n  received: ${value}\n` +
          '  allowed: a whole number from 1 to 1024, or nothing for one thread a core',
      }),
    );
  });
});
