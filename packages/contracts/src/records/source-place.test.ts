import { describe, expect, it } from 'vitest';
import { sourcePlace } from './source-place.js';

describe('sourcePlace', () => {
  it('names the file and, where there is one, the line', () => {
    expect(sourcePlace({ file: 'a.txt', line: 3 })).toBe('a.txt, line 3');
    expect(sourcePlace({ file: 'a.txt' })).toBe('a.txt');
  });
});
