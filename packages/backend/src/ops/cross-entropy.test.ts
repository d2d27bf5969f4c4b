import {
  scalar,
  tensor,
  tensor1d,
  tidy,
  variableGrads,
  variable,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { linearCrossEntropy } from './linear-cross-entropy.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';
import { describeEachBackend, itMatchesNaive } from './testing/each-backend.js';
import { naiveCrossEntropy, naiveLinear } from './testing/naive.js';

const labels = [2, 0, 4, 4, 1, 3, 0];
const labelTensor = () => tensor1d(labels, 'int32');

describeEachBackend('cross-entropy', () => {
  itMatchesNaive({
    softmaxCrossEntropy: {
      shapes: [[7, 5]],
      operation: (logits) => tidy(() => softmaxCrossEntropy(logits as Tensor2D, labelTensor()).lossSum),
      naive: (logits) => Float64Array.of(naiveCrossEntropy(logits.values, labels)),
    },
    linearCrossEntropy: {
      shapes: [[7, 6], [5, 6], [5]],
      operation: (...[h, weight, bias]) =>
        tidy(() => linearCrossEntropy(h as Tensor2D, weight as Tensor2D, bias as Tensor1D, labelTensor()).lossSum),
      naive: (h, weight, bias) => Float64Array.of(naiveCrossEntropy(naiveLinear(h, weight, bias), labels)),
    },
  });

  it('counts the rows whose largest logit is the label', () => {
    tidy(() => {
      const logits = tensor([1, 3, 2, 5, 4, 4, 7, 7, 1], [3, 3]) as Tensor2D;
      const given = tensor1d([1, 1, 0], 'int32');
      expect(softmaxCrossEntropy(logits, given).correct.dataSync()[0]).toBe(2);
    });
  });

  it('stays finite for logits that overflow when exponentiated', () => {
    tidy(() => {
      const logits = tensor([1000, 0, -1000, 0], [2, 2]) as Tensor2D;
      const { lossSum } = softmaxCrossEntropy(logits, tensor1d([0, 1], 'int32'));
      expect(lossSum.dataSync()[0]).toBeCloseTo(0, 5);
    });
  });

  it.each([
    [[NaN, 0], 0],
    [[NaN, 0], 1],
    [[0, NaN], 0],
    [[0, Infinity], 1],
    [[-Infinity, -Infinity], 0],
  ])(
    'passes the NaN of %j with label %i on, so that training can tell, and finds nothing right in it',
    (row, label) => {
      tidy(() => {
        const given = tensor1d([label, 1], 'int32');
        const bias = tensor1d(row);
        const [h, weight] = [tensor([0, 0], [2, 1]), tensor([1, 1], [2, 1])] as [Tensor2D, Tensor2D];
        const results = [
          softmaxCrossEntropy(tensor([...row, 1, 2], [2, 2]) as Tensor2D, given),
          linearCrossEntropy(h, weight, bias, tensor1d([label, label], 'int32')),
        ];
        expect(results.map(({ lossSum }) => lossSum.dataSync()[0])).toEqual([NaN, NaN]);
        expect(results.map(({ correct }) => correct.dataSync()[0])).toEqual([1, 0]);
      });
    },
  );

  it('has a loss of 0 and gradients of 0 without targets', () => {
    const weight = variable(tensor([1, 2, 3, 4, 5, 6], [3, 2]));
    tidy(() => {
      const { value, grads } = variableGrads(() => {
        const h = tensor([], [0, 2]) as Tensor2D;
        const bias = tensor1d([0, 0, 0]);
        return linearCrossEntropy(h, weight as Tensor2D, bias, tensor1d([], 'int32')).lossSum;
      }, [weight]);
      expect(value.dataSync()[0]).toBe(0);
      expect([...grads[weight.name].dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
    });
    weight.dispose();
  });

  it('makes no gradient where none is asked for', () => {
    tidy(() => {
      const result = linearCrossEntropy(
        tensor([1, 2], [1, 2]),
        tensor([1, 0, 0, 1], [2, 2]),
        tensor1d([0, 0]),
        tensor1d([1], 'int32'),
      );
      expect(result.lossSum.dataSync()[0]).toBeCloseTo(Math.log(1 + Math.exp(-1)), 5);
      expect(result.correct.shape).toEqual(scalar(0).shape);
    });
  });
});
