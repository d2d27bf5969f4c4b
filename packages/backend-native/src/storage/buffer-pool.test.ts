import { describe, expect, it } from 'vitest';
import { BufferPool } from './buffer-pool.js';

const KIB = 1024;

describe('BufferPool', () => {
  it('gives a buffer again, for the same capacity and for one it is up to half too large for', () => {
    const pool = new BufferPool(1024 * KIB);
    const buffer = pool.take(12 * KIB);
    pool.give(buffer);
    expect(pool.take(11 * KIB)).toBe(buffer);
    pool.give(buffer);
    expect(pool.take(8 * KIB)).toBe(buffer);
    pool.give(buffer);
    expect(pool.take(7 * KIB)).not.toBe(buffer);
    expect(pool.freeBytes).toBe(12 * KIB);
  });

  it('takes the buffer that fits best', () => {
    const pool = new BufferPool(1024 * KIB);
    const [large, small] = [pool.take(12 * KIB), pool.take(10 * KIB)];
    pool.give(large);
    pool.give(small);
    expect(pool.take(9 * KIB)).toBe(small);
    expect(pool.take(9 * KIB)).toBe(large);
  });

  it('keeps no more than its bound', () => {
    const pool = new BufferPool(20 * KIB);
    [8, 8, 8].map((size) => pool.take(size * KIB)).forEach((buffer) => pool.give(buffer));
    expect(pool.freeBytes).toBe(16 * KIB);
    pool.clear();
    expect(pool.freeBytes).toBe(0);
  });
});
