import { describe, expect, it } from 'vitest';
import { JsonPlaces } from './json-places.js';

describe('JsonPlaces', () => {
  const places = new JsonPlaces('{"a": [1,\n  {"b": "x"}\n]}');

  it('tells line and column of a value, or of what is there of its path', () => {
    expect(places.at([])).toEqual({ line: 1, column: 1 });
    expect(places.at(['a'])).toEqual({ line: 1, column: 7 });
    expect(places.at(['a', 1, 'b'])).toEqual({ line: 2, column: 9 });
    expect(places.at(['a', 1, 'c', 0])).toEqual({ line: 2, column: 3 });
    expect(places.at(['x'])).toEqual({ line: 1, column: 1 });
  });

  it('tells the place of a character', () => {
    expect([0, 9, 10, 24].map((offset) => places.ofCharacter(offset))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 10 },
      { line: 2, column: 1 },
      { line: 3, column: 2 },
    ]);
    expect(new JsonPlaces('').at(['a'])).toEqual({ line: 1, column: 1 });
  });
});
