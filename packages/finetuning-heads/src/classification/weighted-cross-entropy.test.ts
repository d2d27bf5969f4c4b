import { tensor, tidy, valueAndGrad, type Scalar, type Tensor2D } from '@tensorflow/tfjs-core';
import { useTinyBackend } from '@cloze/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { softmax } from './softmax.js';
import { weightedCrossEntropy } from './weighted-cross-entropy.js';

describe('weightedCrossEntropy', () => {
  beforeAll(useTinyBackend);
  const rows = [
    [1, -2, 0.5],
    [0, 3, 1],
    [80, -80, 0],
  ];
  const weights = [
    [0, 2, 0],
    [0.5, 0.25, 0],
    [0, 0, 0],
  ];

  it('is the weighted sum of negative logarithms, with its gradient', () => {
    let expected = 0;
    const slopes = rows.flatMap((row, i) => {
      const probabilities = softmax(row);
      const total = weights[i].reduce((sum, weight) => sum + weight, 0);
      return row.map((_, j) => {
        if (weights[i][j] > 0) expected -= weights[i][j] * Math.log(probabilities[j]);
        return total * probabilities[j] - weights[i][j];
      });
    });
    tidy(() => {
      const loss = (logits: Tensor2D): Scalar => weightedCrossEntropy(logits, tensor(weights));
      const { value, grad } = valueAndGrad(loss as never)(tensor(rows));
      expect(value.dataSync()[0]).toBeCloseTo(expected, 5);
      [...grad.dataSync()].forEach((slope, i) => expect(slope).toBeCloseTo(slopes[i], 5));
    });
  });
});
