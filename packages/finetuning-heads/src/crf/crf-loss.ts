import { differentiable } from '@cloze/backend';
import {
  engine,
  mul,
  scalar,
  tensor,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { TagConstraints } from '../tagging/tag-scheme.js';
import { crfScores, type CrfChain } from './crf-scores.js';
import { forwardBackward, type ExpectedCounts } from './forward-backward.js';
import { pathScore } from './path-score.js';

/** The parameters of a linear-chain CRF beside what makes its emissions. */
export interface CrfParameters {
  readonly transitions: Tensor2D; // [tags, tags], from and to
  readonly start: Tensor1D; // [tags]
  readonly end: Tensor1D; // [tags]
}

/** Chains and the right tags of their words. */
export interface CrfGold {
  readonly chains: readonly CrfChain[];
  readonly tags: ArrayLike<number>; // [words]
}

/**
 * The negative log-likelihood of the right tags (Lafferty et al., 2001), summed over chains of any lengths, as one operation: forward
 * algorithm and gradient (forward-backward) run on the host in float64, since their steps are too small to be worth a kernel each.
 * @param emissions [words, tags]
 * @param constraints what the sum over sequences leaves out
 */
export function crfLoss(
  emissions: Tensor2D,
  { transitions, start, end }: CrfParameters,
  { chains, tags }: CrfGold,
  constraints?: TagConstraints,
): Scalar {
  const inputs = [emissions, transitions, start, end];
  const withGradient = engine().isTapeOn();
  return differentiable<Scalar>(
    inputs,
    (save) => {
      const values = emissions.dataSync();
      const scores = crfScores(transitions.dataSync(), start.dataSync(), end.dataSync(), constraints);
      const counts = withGradient ? zeroCounts(values.length, scores.tags) : undefined;
      let loss = 0;
      for (const chain of chains) {
        loss += forwardBackward(values, chain, scores, counts) - pathScore(values, tags, chain, scores, counts);
      }
      if (counts) {
        const gradients = [counts.emissions, counts.transitions, counts.start, counts.end];
        save(gradients.map((gradient, i) => tensor(Float32Array.from(gradient), inputs[i].shape)));
      }
      return scalar(loss);
    },
    (dy, gradients): Tensor[] => gradients.map((gradient) => mul(gradient, dy)),
  );
}

function zeroCounts(emissions: number, tags: number): ExpectedCounts {
  return {
    emissions: new Float64Array(emissions),
    transitions: new Float64Array(tags * tags),
    start: new Float64Array(tags),
    end: new Float64Array(tags),
  };
}
