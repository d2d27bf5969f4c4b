import { differentiable } from '@cloze/backend';
import { tensor, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { poolRows, poolRowsGradient, type SpanRows } from './pooled-rows.js';

/**
 * {@link poolRows} as one operation. It runs on the host: a few additions for each number that it writes, and no tensor of the spans' single
 * rows.
 * @param values [rows, width]
 * @param spans first and last row of each span, both inclusive, [spans * 2]
 * @param scores [rows], for self-attentive pooling; the mean where left out
 * @returns [spans, width]
 */
export function poolSpans(values: Tensor2D, spans: Int32Array, scores?: Tensor1D): Tensor2D {
  const width = values.shape[1];
  const shape: [number, number] = [spans.length / 2, width];
  return differentiable<Tensor2D>(
    scores ? [values, scores] : [values],
    (save) => {
      save(scores ? [values, scores] : [values]);
      const pooled = new Float32Array(shape[0] * width);
      poolRows(rowsOf(values, scores), pooled);
      return tensor(pooled, shape);
    },
    (dy, [savedValues, savedScores]): Tensor[] => {
      const rows = rowsOf(savedValues, savedScores);
      const dValues = new Float32Array(rows.values.length);
      const dScores = rows.scores && new Float32Array(rows.scores.length);
      poolRowsGradient(rows, dy.dataSync() as Float32Array, dValues, dScores);
      const gradients: Tensor[] = [tensor(dValues, values.shape)];
      if (dScores && scores) gradients.push(tensor(dScores, scores.shape));
      return gradients;
    },
  );

  function rowsOf(rowValues: Tensor, rowScores?: Tensor): SpanRows {
    return {
      values: rowValues.dataSync() as Float32Array,
      width,
      spans,
      ...(rowScores && { scores: rowScores.dataSync() as Float32Array }),
    };
  }
}
