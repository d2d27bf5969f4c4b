import { describe, expect, it } from 'vitest';
import { columnSpans, textSpans } from './tag-spans.js';

describe('columnSpans', () => {
  it('reads BIO, also where an I- follows nothing or another label', () => {
    const rows = (tags: string) => tags.split(' ').map((tag, i) => ({ fields: ['word', tag], line: i + 1 }));
    const spans = (tags: string) =>
      columnSpans(rows(tags), 1, 'a.tsv').map(({ first, last, label }) => `${label} ${first}-${last}`);
    expect(spans('B-A I-A O B-B B-B I-B')).toEqual(['A 0-2', 'B 3-4', 'B 4-6']);
    expect(spans('I-A I-B O I-B')).toEqual(['A 0-1', 'B 1-2', 'B 3-4']);
    expect(spans('O O')).toEqual([]);
  });
});

describe('textSpans', () => {
  it('turns words into characters', () => {
    expect(textSpans([{ first: 1, last: 3, label: 'A' }], [0, 2, 3, 5, 5, 9])).toEqual([
      { start: 3, end: 9, label: 'A' },
    ]);
  });
});
