import { tensor1d, tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import { gatherRows, scatterAddRows } from './gather-rows.js';
import { embeddings } from './embeddings.js';
import type { NumberArray } from './testing/check-operation.js';
import { describeEachBackend, itMatchesNaive } from './testing/each-backend.js';

const ids = [3, 0, 3, 1, 3];
const idTensor = () => tensor1d(ids, 'int32');

function rowOf({ shape, values }: NumberArray, row: number): Float64Array {
  return values.subarray(row * shape[1], (row + 1) * shape[1]);
}

function added(values: NumberArray, rows: number): Float64Array {
  const sums = new Float64Array(rows * values.shape[1]);
  ids.forEach((id, i) => rowOf(values, i).forEach((value, j) => (sums[id * values.shape[1] + j] += value)));
  return sums;
}

describeEachBackend('rows of tables', () => {
  itMatchesNaive({
    gatherRows: {
      shapes: [[4, 6]],
      operation: (table) => tidy(() => gatherRows(table as Tensor2D, idTensor())),
      naive: (table) => Float64Array.from(ids.flatMap((id) => [...rowOf(table, id)])),
    },
    scatterAddRows: {
      shapes: [[5, 3]],
      operation: (values) => tidy(() => scatterAddRows(values as Tensor2D, idTensor(), 4)),
      naive: (values) => added(values, 4),
    },
    embeddings: {
      shapes: [
        [4, 5],
        [6, 5],
        [2, 5],
      ],
      operation: (...[word, position, segment]) =>
        tidy(() =>
          embeddings({
            word: word as Tensor2D,
            position: position as Tensor2D,
            segment: segment as Tensor2D,
            inputIds: idTensor(),
            positionIds: tensor1d([0, 1, 2, 0, 5], 'int32'),
            segmentIds: tensor1d([0, 0, 1, 1, 0], 'int32'),
          }),
        ),
      naive: (word, position, segment) =>
        Float64Array.from(
          ids.flatMap((id, i) =>
            [...rowOf(word, id)].map(
              (value, j) => value + rowOf(position, [0, 1, 2, 0, 5][i])[j] + rowOf(segment, [0, 0, 1, 1, 0][i])[j],
            ),
          ),
        ),
    },
  });
});
