import { describe, expect, it } from 'vitest';
import { concatenateViews } from './batch-arrays.js';
import { untouchedView } from './view.js';

const view = (ids: number[], partStarts?: number[]) =>
  untouchedView({
    inputIds: Int32Array.from(ids),
    segmentIds: new Int32Array(ids.length),
    special: new Uint8Array(ids.length),
    wordStarts: new Uint8Array(ids.length).fill(1),
    ...(partStarts && { partStarts: Int32Array.from(partStarts) }),
  });

describe('concatenateViews', () => {
  it('lays examples end to end and shifts packed parts to batch rows', () => {
    const input = concatenateViews([view([1, 2, 3]), view([4, 5, 6, 7], [0, 2, 4]), view([8])]);
    expect([...input.inputIds]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...input.positionIds]).toEqual([0, 1, 2, 0, 1, 2, 3, 0]);
    expect([...input.exampleStarts]).toEqual([0, 3, 7, 8]);
    expect([...input.partStarts]).toEqual([0, 3, 5, 7, 8]);
  });
});
