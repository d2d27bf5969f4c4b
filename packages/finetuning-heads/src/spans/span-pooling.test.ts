import { useTinyBackend } from '@cloze/testing';
import {
  add,
  concat,
  gather,
  matMul,
  sum,
  tanh,
  tensor1d,
  tensor2d,
  tidy,
  variable,
  variableGrads,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.js';
import { enumerateSpans } from './enumerate-spans.js';
import { poolSpans } from './pool-spans.js';
import { poolRows, poolRowsGradient, spanShares } from './pooled-rows.js';

interface Case {
  readonly name: string;
  readonly max_width: number;
  readonly hidden_states: readonly (readonly (readonly number[])[])[];
  readonly token_scores: readonly (readonly number[])[];
  readonly sequences: readonly {
    readonly length: number;
    readonly spans: readonly (readonly [number, number])[];
    readonly endpoint_mean: readonly (readonly number[])[];
    readonly attention: readonly (readonly number[])[];
    readonly self_attentive: readonly (readonly number[])[];
  }[];
  readonly objective: {
    readonly endpoint_weight: readonly number[];
    readonly pooled_weight: readonly number[];
    readonly value: number;
    readonly gradient_hidden_states: readonly (readonly (readonly number[])[])[];
    readonly gradient_token_scores: readonly (readonly number[])[];
  };
}

const { cases } = readFixture<{ cases: Case[] }>('spans.json');
const expectClose = (actual: ArrayLike<number>, expected: readonly number[], digits: number) =>
  expected.forEach((value, i) => expect(Math.abs(actual[i] - value)).toBeLessThan(10 ** -digits));

/** Endpoints and mean of each span side by side, in float64. */
function endpointMean(values: Float64Array, width: number, spans: Int32Array): Float64Array {
  const means = new Float64Array((spans.length / 2) * width);
  poolRows({ values, width, spans }, means);
  const rows = Array.from({ length: spans.length / 2 }, (_, span) => [
    ...values.subarray(spans[2 * span] * width, (spans[2 * span] + 1) * width),
    ...values.subarray(spans[2 * span + 1] * width, (spans[2 * span + 1] + 1) * width),
    ...means.subarray(span * width, (span + 1) * width),
  ]);
  return Float64Array.from(rows.flat());
}

describe.each(cases)('span representations, $name', (one) => {
  it('enumerate, pool and attend as the reference does', () => {
    one.sequences.forEach(({ length, spans, endpoint_mean, attention, self_attentive }, i) => {
      const own = enumerateSpans(0, length, one.max_width);
      expect([...own]).toEqual(spans.flat());
      const width = one.hidden_states[0][0].length;
      const values = Float64Array.from(one.hidden_states[i].flat());
      const scores = Float64Array.from(one.token_scores[i]);
      expectClose(endpointMean(values, width, own), endpoint_mean.flat(), 10);
      spans.forEach(([first, last], span) => expectClose(spanShares(first, last, scores), attention[span], 10));
      const pooled = new Float64Array(spans.length * width);
      poolRows({ values, width, spans: own, scores }, pooled);
      expectClose(pooled, self_attentive.flat(), 10);
    });
  });

  it('have the gradients of the reference in float64', () => {
    const { endpoint_weight: endpoint, pooled_weight: weight, value, ...gradients } = one.objective;
    let total = 0;
    one.sequences.forEach(({ length }, i) => {
      const width = weight.length;
      const spans = enumerateSpans(0, length, one.max_width);
      const values = Float64Array.from(one.hidden_states[i].flat());
      const scores = Float64Array.from(one.token_scores[i]);
      const dValues = new Float64Array(values.length);
      const dScores = new Float64Array(scores.length);
      const dMeans = new Float64Array((spans.length / 2) * width);
      const dPooled = new Float64Array(dMeans.length);
      const pooled = new Float64Array(dMeans.length);
      poolRows({ values, width, spans, scores }, pooled);
      const rows = endpointMean(values, width, spans);
      for (let span = 0; 2 * span < spans.length; span += 1) {
        const plain = Math.tanh(endpoint.reduce((sum, w, k) => sum + w * rows[span * 3 * width + k], 0));
        const attentive = Math.tanh(weight.reduce((sum, w, k) => sum + w * pooled[span * width + k], 0));
        total += plain + attentive;
        for (let k = 0; k < width; k += 1) {
          dValues[spans[2 * span] * width + k] += (1 - plain ** 2) * endpoint[k];
          dValues[spans[2 * span + 1] * width + k] += (1 - plain ** 2) * endpoint[width + k];
          dMeans[span * width + k] = (1 - plain ** 2) * endpoint[2 * width + k];
          dPooled[span * width + k] = (1 - attentive ** 2) * weight[k];
        }
      }
      poolRowsGradient({ values, width, spans }, dMeans, dValues);
      poolRowsGradient({ values, width, spans, scores }, dPooled, dValues, dScores);
      expectClose(dValues, gradients.gradient_hidden_states[i].flat(), 10);
      expectClose(dScores, gradients.gradient_token_scores[i], 10);
    });
    expect(total).toBeCloseTo(value, 10);
  });

  it('have the gradients of the reference as an operation', async () => {
    await useTinyBackend();
    tidy(() => {
      const { objective } = one;
      const [pooledWeight, endpointWeight] = [objective.pooled_weight, objective.endpoint_weight].map((weight) =>
        tensor2d([...weight], [weight.length, 1]),
      );
      let total = 0;
      one.sequences.forEach(({ length }, i) => {
        const spans = enumerateSpans(0, length, one.max_width);
        const hidden = variable(tensor2d(one.hidden_states[i].map((row) => [...row])));
        const scores = variable(tensor1d([...one.token_scores[i]]));
        const rowsAt = (offset: number) =>
          gather<Tensor2D>(
            hidden as Tensor2D,
            tensor1d(
              [...spans].filter((_, k) => k % 2 === offset),
              'int32',
            ),
          );
        const { value, grads } = variableGrads((): Scalar => {
          const plain = concat([rowsAt(0), rowsAt(1), poolSpans(hidden as Tensor2D, spans)], 1);
          const attentive = poolSpans(hidden as Tensor2D, spans, scores as Tensor1D);
          return add<Scalar>(
            sum<Scalar>(tanh(matMul(plain, endpointWeight))),
            sum<Scalar>(tanh(matMul(attentive, pooledWeight))),
          );
        }, [hidden, scores]);
        total += value.dataSync()[0];
        expectClose(grads[hidden.name].dataSync(), objective.gradient_hidden_states[i].flat(), 5);
        expectClose(grads[scores.name].dataSync(), objective.gradient_token_scores[i], 5);
        hidden.dispose();
        scores.dispose();
      });
      expect(total).toBeCloseTo(objective.value, 4);
    });
  });
});

describe('self-attentive pooling', () => {
  beforeAll(useTinyBackend);

  it('stays finite for scores of any size', () => {
    expect([...spanShares(0, 2, Float64Array.of(-1e4, 1e4, 1e4))]).toEqual([0, 0.5, 0.5]);
  });
});
