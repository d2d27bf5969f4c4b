import { expect, it } from 'vitest';
import { forbiddenTag } from './forbidden-tag.js';

it.each([
  ['bio', 'B-A I-A O B-A B-A', undefined],
  ['bio', 'O I-A', 1],
  ['bio', 'B-A I-B', 1],
  ['iob1', 'I-A I-A B-A I-B O I-A', undefined],
  ['iob1', 'O B-A', 1],
  ['iob1', 'I-A B-B', 1],
  ['bioes', 'S-A B-A I-A E-A O B-B E-B', undefined],
  ['bioes', 'E-A S-A', 0],
  ['bioes', 'B-A O', 1],
  ['bioes', 'B-A E-B', 1],
  ['bioes', 'S-A E-A', 1],
  ['bioes', 'O B-A', 1],
  ['bioes', 'B E O S', undefined],
  ['bioes', '', undefined],
] as const)('finds in %s "%s" the first tag that is forbidden: %s', (scheme, tags, word) =>
  expect(forbiddenTag(tags.split(' ').filter(Boolean), scheme)).toBe(word),
);
