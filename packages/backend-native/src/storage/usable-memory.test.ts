import { expect, it } from 'vitest';
import { usableMemory } from './usable-memory.js';

it('is the memory of the machine, or of the container where that is less', () => {
  expect(usableMemory(16e9, 4e9)).toBe(4e9);
  expect(usableMemory(16e9, 0)).toBe(16e9);
  // What Linux says of a control group without a limit.
  expect(usableMemory(16e9, 2 ** 63)).toBe(16e9);
  expect(usableMemory()).toBeGreaterThan(0);
});
