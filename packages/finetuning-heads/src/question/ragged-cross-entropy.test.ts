import { useTinyBackend } from '@cloze/testing';
import {
  add,
  log,
  mul,
  neg,
  reshape,
  slice,
  softmax,
  sum,
  tensor2d,
  tidy,
  variable,
  variableGrads,
  type Rank,
  type Scalar,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { raggedCrossEntropy } from './ragged-cross-entropy.js';

describe('raggedCrossEntropy', () => {
  beforeAll(useTinyBackend);
  const values = [0.5, 2, -1, 1, 3, 0, 4, 4, -2, 1, 0, 7];
  const choices = { ranges: [0, 3, 3, 6], rows: [2, 0, 3, 5] };

  it('is the mean over columns of the softmax over each range, with its gradient', () => {
    const logits = variable(tensor2d(values, [6, 2]));
    tidy(() => {
      const one = (from: number, column: number, right: number): Scalar => {
        const range = reshape<Rank.R1>(slice(logits as Tensor2D, [from, column], [3, 1]), [3]);
        return neg<Scalar>(
          log<Scalar>(
            sum<Scalar>(
              mul(
                softmax(range),
                [0, 1, 2].map((i) => Number(from + i === right)),
              ),
            ),
          ),
        );
      };
      const composed = () =>
        mul<Scalar>(
          0.5,
          [one(0, 0, 2), one(0, 1, 0), one(3, 0, 3), one(3, 1, 5)].reduce((a, b) => add<Scalar>(a, b)),
        );
      const expected = variableGrads(composed, [logits]);
      const actual = variableGrads(() => raggedCrossEntropy(logits as Tensor2D, choices).lossSum, [logits]);
      expect(actual.value.dataSync()[0]).toBeCloseTo(expected.value.dataSync()[0], 5);
      const slopes = expected.grads[logits.name].dataSync();
      actual.grads[logits.name].dataSync().forEach((slope, i) => expect(slope).toBeCloseTo(slopes[i], 5));
    });
    logits.dispose();
  });

  it('counts ranges that are right in all columns', () => {
    tidy(() => {
      const logits = tensor2d(values, [6, 2]);
      expect(raggedCrossEntropy(logits, choices).correct.dataSync()[0]).toBe(2);
      expect(raggedCrossEntropy(logits, { ...choices, rows: [2, 0, 3, 4] }).correct.dataSync()[0]).toBe(1);
    });
  });
});
