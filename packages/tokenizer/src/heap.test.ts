import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexedHeap } from './heap.js';

describe('IndexedHeap', () => {
  it('gives items in order through any pushes, removals and moves', () => {
    const step = fc.tuple(fc.constantFrom('push', 'remove', 'change', 'pop'), fc.nat(20), fc.integer());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const keys: number[] = [];
        const heap = new IndexedHeap((a, b) => keys[a] < keys[b] || (keys[a] === keys[b] && a < b));
        const inside = new Set<number>();
        const first = () => [...inside].sort((a, b) => keys[a] - keys[b] || a - b)[0];
        for (const [kind, item, key] of steps) {
          if (kind === 'push' && !inside.has(item)) {
            keys[item] = key;
            heap.push(item);
            inside.add(item);
          } else if (kind === 'remove') {
            heap.remove(item);
            inside.delete(item);
          } else if (kind === 'change' && inside.has(item)) {
            keys[item] = key;
            heap.update(item);
          } else if (kind === 'pop') {
            const expected = first();
            expect(heap.pop()).toBe(expected);
            inside.delete(expected);
          }
          expect([heap.size, heap.has(item), heap.peek()]).toEqual([inside.size, inside.has(item), first()]);
        }
      }),
    );
  });
});
