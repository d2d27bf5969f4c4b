import { KeyedRandom } from '@cloze/contracts';
import { expect, it } from 'vitest';
import { dropoutMode } from './dropout-mode.js';

it('gives the same key for the same seed, step, batch, purpose and site, and another for any other', () => {
  const key = (seed: number, step: number, batch: number, purpose: string, site: string) =>
    dropoutMode(new KeyedRandom(seed), step, batch)(purpose).dropoutKey(site).join();
  const one = key(1, 2, 3, 'a', 'b');
  expect(key(1, 2, 3, 'a', 'b')).toBe(one);
  const others = [key(2, 2, 3, 'a', 'b'), key(1, 3, 3, 'a', 'b'), key(1, 2, 4, 'a', 'b')];
  expect(new Set([one, ...others, key(1, 2, 3, 'c', 'b'), key(1, 2, 3, 'a', 'c')]).size).toBe(6);
});
