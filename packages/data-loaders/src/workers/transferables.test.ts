import { describe, expect, it } from 'vitest';
import type { BatchArrays, EncoderInputArrays } from '@cloze/contracts';
import { transferables } from './transferables.js';

const view = (): EncoderInputArrays => ({
  inputIds: Int32Array.of(1, 2),
  segmentIds: Int32Array.of(0, 0),
  positionIds: Int32Array.of(0, 1),
  exampleStarts: Int32Array.of(0, 2),
  partStarts: Int32Array.of(0, 2),
});

describe('transferables', () => {
  it('moves the views and copies targets, which their plugin may keep', () => {
    const kept = Int32Array.of(7, 8, 9);
    const window = kept.subarray(1, 2);
    const matrix = { data: new Float32Array(new ArrayBuffer(64), 8, 6), shape: [2, 3] };
    const original = view();
    const batch: BatchArrays = {
      epoch: 1,
      index: 2,
      views: { original, corrupted: original },
      targets: { mlm: { arrays: { kept, window, matrix }, weight: 3, reportWeights: { accuracy: 2 } } },
    };
    const ready = transferables(batch);
    const received = structuredClone(ready.batch, { transfer: ready.buffers });
    expect(kept).toEqual(Int32Array.of(7, 8, 9));
    expect(original.inputIds).toHaveLength(0);
    expect(received).toEqual({
      epoch: 1,
      index: 2,
      views: { original: view(), corrupted: view() },
      targets: {
        mlm: {
          arrays: { kept, window: Int32Array.of(8), matrix: { data: new Float32Array(6), shape: [2, 3] } },
          weight: 3,
          reportWeights: { accuracy: 2 },
        },
      },
    });
    expect(received.targets.mlm.arrays.window).toHaveProperty('buffer.byteLength', 4);
  });
});
