import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from '../kernels/kernel.js';

interface EmbeddingsInputs {
  /** `[words, width]` */
  word: TensorInfo;
  /** `[positions, width]` */
  position: TensorInfo;
  /** `[segments, width]` */
  segment: TensorInfo;
  /** int32 `[n]` */
  inputIds: TensorInfo;
  /** int32 `[n]` */
  positionIds: TensorInfo;
  /** int32 `[n]` */
  segmentIds: TensorInfo;
}

/** `ClozeEmbeddings`: `[n, width]`, the sum of a row of each table. */
export const embeddings = kernel<EmbeddingsInputs, object>('ClozeEmbeddings', (backend, inputs) => {
  const { word, position, segment, inputIds, positionIds, segmentIds } = inputs;
  const width = word.shape[1];
  const out = backend.output([inputIds.shape[0], width]);
  backend.binding.embeddings(
    backend.floats(word),
    backend.floats(position),
    backend.floats(segment),
    backend.integers(inputIds),
    backend.integers(positionIds),
    backend.integers(segmentIds),
    out.values,
    word.shape[0],
    position.shape[0],
    segment.shape[0],
    width,
  );
  return out;
});
