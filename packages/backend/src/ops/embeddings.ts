import { add, tidy, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { differentiable } from './differentiable.js';
import { hasKernel, runFusedKernel } from './fused-kernel.js';
import { addRows, takeRows } from './gather-rows.js';

/** The three tables of BERT's input and the rows to take. */
export interface EmbeddingsInput {
  readonly word: Tensor2D; // [vocabulary, hidden]
  readonly position: Tensor2D; // [positions, hidden]
  readonly segment: Tensor2D; // [segments, hidden]
  readonly inputIds: Tensor1D; // int32 [tokens]
  readonly positionIds: Tensor1D; // int32 [tokens]
  readonly segmentIds: Tensor1D; // int32 [tokens]
}

/**
 * The sum of word, position and segment embeddings.
 * @returns [tokens, hidden]
 */
export function embeddings(input: EmbeddingsInput): Tensor2D {
  const { word, position, segment, inputIds, positionIds, segmentIds } = input;
  return differentiable<Tensor2D>(
    [word, position, segment],
    (save) => {
      save([inputIds, positionIds, segmentIds]);
      if (hasKernel('ClozeEmbeddings')) return runFusedKernel('ClozeEmbeddings', { ...input }, {})[0] as Tensor2D;
      return tidy(() =>
        add(add(takeRows(word, inputIds), takeRows(position, positionIds)), takeRows(segment, segmentIds)),
      );
    },
    (dy, ids) => [word, position, segment].map((table, i) => addRows(dy, ids[i] as Tensor1D, table.shape[0])),
  );
}
