import { describe, expect, it } from 'vitest';
import { isInPart, partOption } from './row-part.js';

describe('isInPart', () => {
  it('puts everything into exactly one part, all of about the same size', () => {
    const groups = Array.from({ length: 2000 }, (_, i) => `text ${i}`);
    const sizes = [0, 1, 2, 3].map((part) => groups.filter((group) => isInPart({ of: 4, take: [part] }, group)).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2000);
    for (const size of sizes) expect(Math.abs(size - 500)).toBeLessThan(80);
    expect(groups.every((group) => isInPart(undefined, group))).toBe(true);
  });

  it('is the same everywhere: the first 32 bits of SHA-256, modulo the number of parts', () => {
    // sha256("abc") begins with ba7816bf.
    expect([0, 1, 2].map((part) => isInPart({ of: 3, take: [part] }, 'abc'))).toEqual(
      [0, 1, 2].map((part) => 0xba7816bf % 3 === part),
    );
  });

  it('refuses parts that there are not', () => {
    expect(partOption.safeParse({ of: 3, take: [0, 3] }).success).toBe(false);
    expect(partOption.safeParse({ of: 3, take: [] }).success).toBe(false);
    expect(partOption.safeParse({ of: 3, take: [2] }).success).toBe(true);
  });
});
