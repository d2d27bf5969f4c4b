import type { OnnxGraph, OnnxValue } from '@cloze/contracts/tensor';
import type { Dense } from '../layers/dense.js';
import type { Normalization } from '../layers/normalization.js';

/** x weight^T + bias as ONNX operators: [..., inputSize] to [..., outputSize]. */
export function onnxDense(graph: OnnxGraph, { weight, bias }: Pick<Dense, 'weight' | 'bias'>, x: OnnxValue): OnnxValue {
  const turned = graph.node('Transpose', [graph.weight(weight)], { perm: [1, 0] });
  return graph.node('Add', [graph.node('MatMul', [x, turned]), graph.weight(bias)]);
}

/** Layer normalisation over the last axis. */
export function onnxNormalization(
  graph: OnnxGraph,
  { gamma, beta, epsilon }: Pick<Normalization, 'gamma' | 'beta' | 'epsilon'>,
  x: OnnxValue,
): OnnxValue {
  return graph.node('LayerNormalization', [x, graph.weight(gamma), graph.weight(beta)], {
    axis: -1,
    epsilon: { float: epsilon },
  });
}

/** GELU (Hendrycks and Gimpel, 2016) by erf, or by the approximation with tanh. */
export function onnxGelu(graph: OnnxGraph, form: 'erf' | 'tanh', x: OnnxValue): OnnxValue {
  const half = graph.node('Mul', [x, graph.floats([0.5])]);
  const one = graph.floats([1]);
  if (form === 'erf') {
    const bent = graph.node('Erf', [graph.node('Div', [x, graph.floats([Math.SQRT2])])]);
    return graph.node('Mul', [half, graph.node('Add', [bent, one])]);
  }
  const cube = graph.node('Mul', [graph.node('Mul', [x, x]), x]);
  const inner = graph.node('Add', [x, graph.node('Mul', [cube, graph.floats([0.044715])])]);
  const bent = graph.node('Tanh', [graph.node('Mul', [inner, graph.floats([Math.sqrt(2 / Math.PI)])])]);
  return graph.node('Mul', [half, graph.node('Add', [bent, one])]);
}
