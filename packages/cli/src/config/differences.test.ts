import { describe, expect, it } from 'vitest';
import { differences } from './differences.js';

describe('differences', () => {
  it('are none between equal configs, in whatever order their keys stand', () => {
    expect(differences({ a: 1, b: [{ c: 'x' }] }, { b: [{ c: 'x' }], a: 1 })).toEqual([]);
  });

  it('name each path with both values', () => {
    const before = { seed: 1, corruption: [{ rate: 0.15 }], training: { maxSteps: 10 }, phases: [1, 2] };
    const now = { seed: 1, corruption: [{ rate: 0.3 }], training: { maxSteps: 10, clipNorm: 1 }, phases: [1] };
    expect(differences(before, now)).toEqual([
      'corruption[0].rate: 0.15 → 0.3',
      'training.clipNorm: nothing → 1',
      'phases[1]: 2 → nothing',
    ]);
  });
});
