import { expect, it } from 'vitest';
import { codePointStarts } from './code-points.js';

it('tells where code points begin, of which some are two code units', () => {
  expect(codePointStarts('a\u{1f600}b')).toEqual([0, 1, 3, 4]);
  expect(codePointStarts('')).toEqual([0]);
});
