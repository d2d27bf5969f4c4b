import { biasGelu, gatherRows } from '@cloze/backend';
import type { HeadServices, Mode } from '@cloze/contracts/tensor';
import { dense, geluForm, ownScope } from '@cloze/encoder-core';
import { add, tensor1d, tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import type { SpanEncoder, SpanFeatures } from '../spans/span-encoder.js';
import type { SpanPlaces } from '../spans/span-places.js';

/** Logits of ordered pairs of spans: head and tail at 2k and 2k + 1, as places among the spans. */
export type PairScorer = (features: SpanFeatures, places: SpanPlaces, pairs: Int32Array, mode: Mode) => Tensor2D; // [pairs, classes]

/**
 * Scores pairs of spans: a layer over each span as head and one over each as tail, their sum by pairs through GELU, and an output layer. What
 * is made for each pair is its hidden layer alone.
 */
export function pairScorer(
  { parameters, sizes }: Pick<HeadServices, 'parameters' | 'sizes'>,
  encoder: SpanEncoder,
  hiddenSize: number,
  classes: number,
): PairScorer {
  const { initializerRange } = sizes;
  const scope = (name: string) => ownScope(parameters, `pairs.${name}`);
  const square = { inputSize: hiddenSize, outputSize: hiddenSize, initializerRange };
  const [asHead, asTail] = ['head', 'tail'].map((name) => encoder.hiddenLayer(scope(name), hiddenSize));
  const [fromHead, fromTail] = ['from_head', 'from_tail'].map((name) => dense(scope(name), square));
  const output = dense(scope('output'), { inputSize: hiddenSize, outputSize: classes, initializerRange });
  const form = geluForm(sizes.activation);
  return (features, places, pairs, mode) =>
    tidy(() => {
      const rows = (side: 0 | 1) =>
        tensor1d(
          pairs.filter((_, i) => i % 2 === side),
          'int32',
        );
      const heads = gatherRows(fromHead(asHead(features, places, mode)), rows(0)); // [pairs, hidden]
      const tails = gatherRows(fromTail.product(asTail(features, places, mode)), rows(1));
      return output(biasGelu(add<Tensor2D>(heads, tails), fromTail.bias, form));
    });
}
