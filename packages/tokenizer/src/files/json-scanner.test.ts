import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineOfPath, lineOfSyntaxError } from './json-scanner.js';

const document = `{
  "a": [1,
    {"b": "x\\n\\"y"}],
  "c": {
    "d": -1.5e3, "e": null,
    "f": [true, false, []]
  }
}`;

describe('lineOfPath', () => {
  it.each<[path: (string | number)[], line: number]>([
    [[], 1],
    [['a'], 2],
    [['a', 1], 3],
    [['a', 1, 'b'], 3],
    [['c', 'd'], 5],
    [['c', 'f', 2], 6],
  ])('finds %j on line %i', (path, line) => {
    expect(lineOfPath(document, path)).toBe(line);
  });

  it('gives the line of what is around, for what is not there', () => {
    expect(lineOfPath(document, ['c', 'x', 'y'])).toBe(4);
    expect(lineOfPath(document, ['x'])).toBe(1);
  });

  it('takes the last of equal keys, as JSON.parse does', () => {
    expect(lineOfPath('{"a": 1,\n"a": 2}', ['a'])).toBe(2);
  });
});

describe('lineOfSyntaxError', () => {
  it.each([
    ['', 1],
    ['{"a": 1,\n}', 2],
    ['{"a": 1\n"b": 2}', 2],
    ['[1,\n2,\n03]', 3],
    ['["\n"]', 1],
    ['{"a": tru}', 1],
    ['[1]\n]', 2],
    [`${'['.repeat(100_000)}`, 1],
  ])('finds the mistake in %j', (broken, line) => {
    expect(lineOfSyntaxError(broken.slice(0, 200_000))).toBe(line);
  });

  it('reads strings of megabytes, plain and of escapes, to the mistake after them', () => {
    const long = `${'x'.repeat(8_000_000)}${'\\n\\u00e9'.repeat(200_000)}`;
    expect(lineOfSyntaxError(`{"a": "${long}",\n"${long}": 1,\n,}`)).toBe(3);
    expect(lineOfSyntaxError(`["a",\n"${long}\\x"]`)).toBe(2);
    expect(lineOfSyntaxError(`["a",\n"${long}`)).toBe(2);
    expect(lineOfPath(`{"a": "${long}",\n"b": 1}`, ['b'])).toBe(2);
  });

  it('reads every valid JSON to its end', () => {
    fc.assert(
      fc.property(fc.json(), (valid) => {
        const text = JSON.stringify(JSON.parse(valid), null, 1);
        expect(lineOfSyntaxError(text)).toBe(text.split('\n').length);
      }),
    );
  });
});
