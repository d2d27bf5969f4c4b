import { ModelError } from '@cloze/contracts';
import type { Encoder, OnnxEncoded, OnnxGraph, OnnxInput, OnnxValue } from '@cloze/contracts/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Features from the embeddings and every layer's output. */
export type CombineOnnx = (graph: OnnxGraph, states: readonly OnnxValue[]) => OnnxValue; // [examples, longest, features]

/**
 * The forward pass of an encoder and features of its layers as ONNX operators.
 * @param layers the name of the features, for messages
 * @throws ModelError for an encoder whose ONNX form gives its last layer only
 */
export function featuresOnnx(
  onnx: NonNullable<Encoder['onnx']>,
  combine: CombineOnnx,
  layers: string,
): NonNullable<Encoder['onnx']> {
  return (graph: OnnxGraph, input: OnnxInput): OnnxEncoded => {
    const { layers: states } = onnx(graph, input);
    if (states === undefined) {
      throw new ModelError({
        what: 'The ONNX form of the encoder gives its last layer only',
        where: 'features.layers',
        received: JSON.stringify(layers),
        allowed: '"last"',
        fix: 'let its `onnx` return `layers`, as that of "bert.v1" does',
      });
    }
    const hidden = combine(graph, states);
    return { hidden, cls: graph.node('Gather', [hidden, graph.integers(0)], { axis: 1 }) };
  };
}

/** The mean of states. */
export function onnxMean(graph: OnnxGraph, states: readonly OnnxValue[]): OnnxValue {
  return graph.node('Mul', [onnxSum(graph, states), graph.floats([1 / states.length])]);
}

/** States side by side. */
export function onnxConcat(graph: OnnxGraph, states: readonly OnnxValue[]): OnnxValue {
  return graph.node('Concat', states, { axis: -1 });
}

/** scale Σ softmax(scores)_j state_j. */
export function onnxMix(graph: OnnxGraph, states: readonly OnnxValue[], scores: Tensor, scale: Tensor): OnnxValue {
  const shares = graph.node('Mul', [graph.node('Softmax', [graph.weight(scores)], { axis: -1 }), graph.weight(scale)]);
  const parts = states.map((state, i) => graph.node('Mul', [state, graph.node('Gather', [shares, graph.integers(i)])]));
  return onnxSum(graph, parts);
}

function onnxSum(graph: OnnxGraph, values: readonly OnnxValue[]): OnnxValue {
  return values.reduce((a, b) => graph.node('Add', [a, b]));
}
