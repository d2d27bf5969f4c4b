import { describe, expect, it } from 'vitest';
import { messageOf } from '../testing/message-of.js';
import { inputLimits } from './input-limits.js';

describe('inputLimits', () => {
  it('are those of the config, by default the encoder’s positions and a quarter of the length', () => {
    expect(inputLimits({}, { maxPositions: 512 })).toEqual({ maxLength: 512, stride: 128 });
    expect(inputLimits({ maxLength: 10 }, { maxPositions: 512 })).toEqual({ maxLength: 10, stride: 2 });
    expect(inputLimits({ maxLength: 10, stride: 0 }, { maxPositions: 10 })).toEqual({ maxLength: 10, stride: 0 });
    // An encoder without positions.
    expect(inputLimits({ maxLength: 100_000 }, { maxPositions: 1 << 20 }).maxLength).toBe(100_000);
  });

  it('are no more than the encoder takes', async () => {
    expect(await messageOf(() => inputLimits({ maxLength: 600 }, { maxPositions: 512 }))).toBe(
      'Examples may be longer than the encoder takes\n  where: data.maxLength\n  received: 600 tokens\n' +
        '  allowed: at most 512, the positions of the encoder\n' +
        '  fix: lower data.maxLength and say in data.tooLong what becomes of longer records, or raise encoder.maxPositions for a new encoder',
    );
  });
});
