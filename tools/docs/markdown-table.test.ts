import { expect, it } from 'vitest';
import { markdownTable } from './markdown-table.js';

it('writes a head, a rule and rows', () => {
  expect(markdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  expect(markdownTable(['a', 'b'], [], { numbers: true })).toBe('| a | b |\n| --- | --: |');
});
