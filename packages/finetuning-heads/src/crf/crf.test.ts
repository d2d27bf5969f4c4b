import { createLabelSet } from '@cloze/contracts';
import { useTinyBackend } from '@cloze/testing';
import { tensor, tensor1d, tidy, variable, variableGrads, type Scalar, type Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.js';
import { tagConstraints } from '../tagging/tag-scheme.js';
import { crfLoss } from './crf-loss.js';
import { crfScores, type CrfChain } from './crf-scores.js';
import { forwardBackward } from './forward-backward.js';
import { pathScore } from './path-score.js';
import { viterbi } from './viterbi.js';

interface Reference {
  readonly sequences: readonly {
    readonly log_partition: number;
    readonly gold_score: number | null;
    readonly negative_log_likelihood: number | null;
    readonly viterbi_path: readonly number[];
    readonly viterbi_score: number;
    readonly marginals: readonly (readonly number[])[];
  }[];
  readonly sum_negative_log_likelihood: number | null;
  readonly gradient_of_sum: {
    readonly emissions: readonly (readonly (readonly number[])[])[];
    readonly transitions: readonly (readonly number[])[];
    readonly start: readonly number[];
    readonly end: readonly number[];
  } | null;
}

interface Case {
  readonly name: string;
  readonly tags: readonly string[];
  readonly lengths: readonly number[];
  readonly gold: readonly (readonly number[])[];
  readonly emissions: readonly (readonly (readonly number[])[])[];
  readonly transitions: readonly (readonly number[])[];
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly unconstrained: Reference;
  readonly bio_constrained?: Reference;
}

const { cases } = readFixture<{ cases: Case[] }>('crf.json');
const variants = cases.flatMap((one) => [
  { title: `${one.name}, unconstrained`, one, reference: one.unconstrained, constraints: undefined },
  ...(one.bio_constrained === undefined
    ? []
    : [
        {
          title: `${one.name}, BIO`,
          one,
          reference: one.bio_constrained,
          constraints: tagConstraints('bio', createLabelSet(one.tags), 'scheme'),
        },
      ]),
]);

/** The words of all chains end to end, and the chains. */
function ragged({ lengths, emissions, gold }: Case) {
  const chains: CrfChain[] = [];
  const rows = lengths.flatMap((length, i) => {
    const from = chains.at(-1)?.to ?? 0;
    chains.push({ from, to: from + length, hasStart: true, hasEnd: true });
    return emissions[i].slice(0, length);
  });
  return { chains, rows, tags: lengths.flatMap((length, i) => gold[i].slice(0, length)) };
}

const expectClose = (actual: ArrayLike<number>, expected: readonly number[], digits: number) =>
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, digits));

describe.each(variants)('a CRF: $title', ({ one, reference, constraints }) => {
  const { chains, rows, tags } = ragged(one);
  const emissions = Float64Array.from(rows.flat());
  const scores = crfScores(one.transitions.flat(), one.start, one.end, constraints);
  const zeros = () => ({
    emissions: new Float64Array(emissions.length),
    transitions: new Float64Array(scores.transitions.length),
    start: new Float64Array(scores.tags),
    end: new Float64Array(scores.tags),
  });

  it.each(chains.map((chain, i) => ({ chain, ...reference.sequences[i] })))(
    'has the partition function, scores, best path and marginals of brute force, words $chain.from to $chain.to',
    ({ chain, log_partition, gold_score, viterbi_path, viterbi_score, marginals }) => {
      const counts = zeros();
      expect(forwardBackward(emissions, chain, scores, counts)).toBeCloseTo(log_partition, 10);
      const own = counts.emissions.subarray(chain.from * scores.tags, chain.to * scores.tags);
      expectClose(own, marginals.flat(), 10);
      if (gold_score !== null) expect(pathScore(emissions, tags, chain, scores)).toBeCloseTo(gold_score, 10);
      const { path, score } = viterbi(emissions, chain, scores);
      expect([...path]).toEqual(viterbi_path);
      expect(score).toBeCloseTo(viterbi_score, 10);
    },
  );

  it('has the gradient of brute force, in float64 and as an operation', async () => {
    const gradient = reference.gradient_of_sum;
    const sum = reference.sum_negative_log_likelihood;
    if (gradient === null || sum === null) return;
    const rowsOf = one.lengths.flatMap((length, i) => gradient.emissions[i].slice(0, length)).flat();
    const expected = [rowsOf, gradient.transitions.flat(), gradient.start, gradient.end];

    const counts = zeros();
    let loss = 0;
    for (const chain of chains) {
      loss += forwardBackward(emissions, chain, scores, counts) - pathScore(emissions, tags, chain, scores, counts);
    }
    expect(loss).toBeCloseTo(sum, 10);
    [counts.emissions, counts.transitions, counts.start, counts.end].forEach((own, i) =>
      expectClose(own, expected[i], 10),
    );

    await useTinyBackend();
    tidy(() => {
      const inputs = [
        tensor(rows.map((row) => [...row])),
        tensor(one.transitions.map((row) => [...row])),
        tensor1d([...one.start]),
        tensor1d([...one.end]),
      ].map((each) => variable(each));
      const [words, transitions, start, end] = inputs as never as [
        Tensor2D,
        Tensor2D,
        ReturnType<typeof tensor1d>,
        ReturnType<typeof tensor1d>,
      ];
      const { value, grads } = variableGrads(
        (): Scalar => crfLoss(words, { transitions, start, end }, { chains, tags }, constraints),
        inputs,
      );
      expect(value.dataSync()[0]).toBeCloseTo(sum, 4);
      inputs.forEach(({ name }, i) => expectClose(grads[name].dataSync(), expected[i], 4));
      inputs.forEach((each) => each.dispose());
    });
  });
});

describe('a CRF over a piece of a longer chain', () => {
  beforeAll(useTinyBackend);

  it('scores and forbids nothing where the piece has no start or end', () => {
    const constraints = tagConstraints('bioes', createLabelSet(['O', 'B-A', 'I-A', 'E-A']), 'scheme');
    const scores = crfScores(new Float64Array(16), [5, 5, 5, 5], [7, 7, 7, 7], constraints);
    const emissions = [0, 0, 0, 9, 0, 9, 0, 0];
    const piece = { from: 0, to: 2, hasStart: false, hasEnd: false };
    expect(viterbi(emissions, piece, scores)).toEqual({ path: Int32Array.of(3, 1), score: 18 });
    const whole = { from: 0, to: 2, hasStart: true, hasEnd: true };
    expect(viterbi(emissions, whole, scores)).toEqual({ path: Int32Array.of(0, 0), score: 12 });
    // E-A O, E-A B-A, I-A E-A, I-A I-A, O O, O B-A, B-A I-A, B-A E-A
    expect(forwardBackward(new Float64Array(8), piece, scores)).toBeCloseTo(Math.log(8), 12);
  });

  it('stays finite for emissions of any size', () => {
    const scores = crfScores(new Float64Array(4), [0, 0], [0, 0]);
    const chain = { from: 0, to: 3, hasStart: true, hasEnd: true };
    const emissions = [1e4, 0, -1e4, 1e4, 0, 2e4];
    expect(forwardBackward(emissions, chain, scores)).toBeCloseTo(4e4, 6);
  });
});
