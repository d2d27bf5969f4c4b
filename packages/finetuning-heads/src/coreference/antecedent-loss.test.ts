import { useTinyBackend } from '@cloze/testing';
import { tensor1d, tidy, variable, variableGrads, type Tensor1D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { antecedentLoss } from './antecedent-loss.js';

describe('antecedentLoss', () => {
  beforeAll(useTinyBackend);
  const starts = [0, 0, 2, 5];
  const isRight = [false, false, true, false, true];

  /** From the definition: a softmax over the dummy and the choices. */
  function naive(scores: readonly number[], learns: readonly boolean[]): number {
    let loss = 0;
    learns.forEach((does, mention) => {
      if (!does) return;
      const own = scores.slice(starts[mention], starts[mention + 1]).map(Math.exp);
      const right = own.filter((_, k) => isRight[starts[mention] + k]);
      const total = own.reduce((sum, value) => sum + value, 1);
      loss -= Math.log((right.length === 0 ? 1 : right.reduce((sum, value) => sum + value)) / total);
    });
    return loss;
  }

  it.each([[[true, true, true]], [[true, false, true]]])(
    'is what its definition says, with its gradient: %s',
    (learns) => {
      const scores = [0.5, -1, 2, 1, 0.25];
      const given = variable(tensor1d(scores));
      tidy(() => {
        const { value, grads } = variableGrads(
          () => antecedentLoss(given as Tensor1D, { starts, isRight, learns }),
          [given],
        );
        expect(value.dataSync()[0]).toBeCloseTo(naive(scores, learns), 5);
        grads[given.name].dataSync().forEach((slope, i) => {
          const at = (step: number) => naive(scores.with(i, scores[i] + step), learns);
          expect(slope).toBeCloseTo((at(1e-4) - at(-1e-4)) / 2e-4, 5);
        });
      });
      given.dispose();
    },
  );

  it('stays finite where the right antecedent scores far below', () => {
    tidy(() => {
      const loss = antecedentLoss(tensor1d([-2000, 1000]), { starts: [0, 2], isRight: [true, false], learns: [true] });
      expect(loss.dataSync()[0]).toBe(3000);
    });
  });
});
