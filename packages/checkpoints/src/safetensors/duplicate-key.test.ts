import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicateKey } from './duplicate-key.js';

describe('findDuplicateKey', () => {
  it('finds keys written twice in one object, escapes included', () => {
    expect(findDuplicateKey('{"a":1,"b":{"c":1,"c":2}}', 3)).toEqual({ key: 'c' });
    expect(findDuplicateKey('{"a":1 , "\\u0061" :2}', 3)).toEqual({ key: 'a' });
    expect(findDuplicateKey('{"__proto__":1,"__proto__":2}', 3)).toEqual({ key: '__proto__' });
  });

  it('lets the same key stand in several objects, and as a value', () => {
    expect(findDuplicateKey('{"a":{"x":1},"b":{"x":"x"},"c":["a","a"]}', 3)).toBeUndefined();
  });

  it('stops at nesting beyond the limit', () => {
    expect(findDuplicateKey('[[[[', 3)).toBe('too deep');
    expect(findDuplicateKey('"[[[["', 3)).toBeUndefined();
  });

  it('finds nothing in any JSON that JSON.stringify makes', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 5 }), (text) => findDuplicateKey(text, 99) === undefined));
  });
});
