import { biasGelu, gatherRows } from '@cloze/backend';
import type { HeadServices, Mode } from '@cloze/contracts/tensor';
import { dense, geluForm, ownScope } from '@cloze/encoder-core';
import { add, addN, gather, mul, reshape, tensor1d, tidy, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { SpanEncoder, SpanFeatures } from '../spans/span-encoder.js';
import type { SpanPlaces } from '../spans/span-places.js';

/** Distances are told apart up to this many groups: 1, 2, 3, 4, 5-7, 8-15, 16-31, 32-63, 64 and more mentions back. */
const DISTANCES = 9;

/** Scores of mentions going back to antecedents: places among the mentions at 2k and 2k + 1. */
export type AntecedentScorer = (
  features: SpanFeatures,
  mentions: SpanPlaces,
  mentionScores: Tensor1D, // [mentions]
  pairs: Int32Array,
  mode: Mode,
) => Tensor1D; // [pairs]

/**
 * s(i, j) = s_m(i) + s_m(j) + s_a(i, j) (Lee et al., 2017); s_a is an output layer over GELU of linear functions of a layer's view of either
 * mention and of the product of both, and of how many mentions back the antecedent is.
 */
export function antecedentScorer(
  { parameters, sizes }: Pick<HeadServices, 'parameters' | 'sizes'>,
  encoder: SpanEncoder,
  hiddenSize: number,
): AntecedentScorer {
  const { initializerRange } = sizes;
  const scope = (name: string) => ownScope(parameters, `antecedents.${name}`);
  const square = { inputSize: hiddenSize, outputSize: hiddenSize, initializerRange };
  const [asMention, asAntecedent] = ['mention', 'antecedent'].map((name) =>
    encoder.hiddenLayer(scope(name), hiddenSize),
  );
  const [fromMention, fromAntecedent, fromProduct] = ['from_mention', 'from_antecedent', 'from_product'].map((name) =>
    dense(scope(name), square),
  );
  const distances: Tensor2D = parameters.create('antecedents.distance_embeddings.weight', {
    shape: [DISTANCES, hiddenSize],
    initializer: { kind: 'truncated-normal', standardDeviation: initializerRange },
  });
  const output = dense(scope('output'), { inputSize: hiddenSize, outputSize: 1, initializerRange });
  const form = geluForm(sizes.activation);
  return (features, mentions, mentionScores, pairs, mode) =>
    tidy(() => {
      const rows = (side: 0 | 1) =>
        tensor1d(
          pairs.filter((_, i) => i % 2 === side),
          'int32',
        );
      const [own, earlier] = [rows(0), rows(1)];
      const groups = Int32Array.from({ length: own.shape[0] }, (_, k) =>
        distanceGroup(pairs[2 * k] - pairs[2 * k + 1]),
      );
      const asOwn = asMention(features, mentions, mode); // [mentions, hidden]
      const asEarlier = asAntecedent(features, mentions, mode);
      const product = mul<Tensor2D>(gatherRows(asOwn, own), gatherRows(asEarlier, earlier)); // [pairs, hidden]
      const hidden = addN([
        gatherRows(fromMention(asOwn), own),
        gatherRows(fromAntecedent.product(asEarlier), earlier),
        fromProduct.product(product),
        gatherRows(distances, tensor1d(groups, 'int32')),
      ]);
      const scores = reshape(output(biasGelu(hidden, fromAntecedent.bias, form)), [-1]) as Tensor1D;
      return add(scores, add(gather(mentionScores, own), gather(mentionScores, earlier)));
    });
}

/** Which group of distances so many mentions back is. */
export function distanceGroup(back: number): number {
  return back <= 4 ? back - 1 : Math.min(DISTANCES - 1, Math.floor(Math.log2(back)) + 2);
}
