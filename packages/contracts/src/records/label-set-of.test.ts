import { expect, it } from 'vitest';
import { labelSetOf } from './label-set-of.js';

it('gives the labels of a text, one label as a set of one, and nothing where there is none', () => {
  expect(labelSetOf({ labels: ['a', 'b'] })).toEqual(['a', 'b']);
  expect(labelSetOf({ labels: [] })).toEqual([]);
  expect(labelSetOf({ label: 'a' })).toEqual(['a']);
  expect(labelSetOf({ label: 'a', labels: [] })).toEqual([]);
  expect(labelSetOf({})).toBeUndefined();
});
