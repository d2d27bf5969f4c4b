import type { TensorInfo } from '@tensorflow/tfjs-core';
import { UnsortedSegmentSum, util } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.js';

interface Inputs {
  x: TensorInfo;
  segmentIds: TensorInfo;
}

/** Row s is the sum of the rows of x whose segment is s: the gradient of gathering rows. */
export const unsortedSegmentSum = kernel<Inputs, { numSegments: number }>(
  UnsortedSegmentSum,
  (backend, { x, segmentIds }, { numSegments }) => {
    if (x.dtype !== 'float32' || segmentIds.shape.length !== 1 || x.shape[0] !== segmentIds.shape[0]) return undefined;
    const ids = backend.integers(segmentIds);
    // tfjs leaves out rows whose segment does not exist.
    if (numSegments < 1 || !ids.every((id) => id >= 0 && id < numSegments)) return undefined;
    const out = backend.output([numSegments, ...x.shape.slice(1)]);
    const width = util.sizeFromShape(x.shape.slice(1));
    backend.binding.scatterAddRows(backend.floats(x), ids, out.values, numSegments, width);
    return out;
  },
);
