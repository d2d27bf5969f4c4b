import type {
  EncoderSizes,
  OnnxEncoded,
  OnnxGraph,
  OnnxInput,
  OnnxValue,
  ParameterTable,
} from '@cloze/contracts/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { geluForm } from '../layers/gelu-form.js';
import { onnxDense, onnxGelu, onnxNormalization } from './onnx-layers.js';

/** Added to the scores of padding before the softmax: far below any score, far above the smallest float32. */
const MASKED = -1e9;

/** Parts of BERT under the names of its parameters. */
interface NamedParts {
  dense(name: string, x: OnnxValue): OnnxValue;
  normalization(name: string, x: OnnxValue): OnnxValue;
  look(name: string, ids: OnnxValue): OnnxValue;
}

/**
 * BERT's forward pass as ONNX operators, over padded examples, with the numbers of Hugging Face's `BertModel`.
 * @param words the word embeddings [vocabulary, embedding]
 */
export function bertOnnx(
  graph: OnnxGraph,
  input: OnnxInput,
  parameters: ParameterTable,
  sizes: EncoderSizes,
  words: Tensor2D,
): OnnxEncoded {
  const parts: NamedParts = {
    dense: (name, x) => onnxDense(graph, layerOf(parameters, name), x),
    normalization(name, x) {
      const { weight: gamma, bias: beta } = layerOf<Tensor1D>(parameters, name);
      return onnxNormalization(graph, { gamma, beta, epsilon: sizes.layerNormEpsilon }, x);
    },
    look: (name, ids) => graph.node('Gather', [graph.weight(parameters.get(name)), ids]),
  };
  const embedded = embeddings(graph, input, parts, words);
  const mask = attentionMask(graph, input);
  let hidden = sizes.embeddingSize === sizes.hiddenSize ? embedded : parts.dense('bert.embeddings_project', embedded);
  const layers = [hidden];
  for (let layer = 0; layer < sizes.layers; layer += 1) {
    hidden = transformerLayer(graph, `bert.encoder.layer.${layer}`, { hidden, mask, parts, sizes });
    layers.push(hidden);
  }
  const cls = graph.node('Gather', [hidden, graph.integers(0)], { axis: 1 }); // [examples, hidden]
  if (!parameters.has('bert.pooler.dense.weight')) return { hidden, layers, cls };
  return { hidden, layers, cls, pooled: graph.node('Tanh', [parts.dense('bert.pooler.dense', cls)]) };
}

function layerOf<Weight extends Tensor1D | Tensor2D = Tensor2D>(
  parameters: ParameterTable,
  name: string,
): { readonly weight: Weight; readonly bias: Tensor1D } {
  const weight: unknown = parameters.get(`${name}.weight`);
  return { weight: weight as Weight, bias: parameters.get(`${name}.bias`) };
}

function embeddings(
  graph: OnnxGraph,
  { inputIds, segmentIds }: OnnxInput,
  parts: NamedParts,
  words: Tensor2D,
): OnnxValue {
  const length = graph.node('Gather', [graph.node('Shape', [inputIds]), graph.integers(1)]);
  const positions = graph.node('Range', [graph.integers(0), length, graph.integers(1)]); // [longest]
  const sum = [
    graph.node('Gather', [graph.weight(words), inputIds]),
    parts.look('bert.embeddings.token_type_embeddings.weight', segmentIds),
    parts.look('bert.embeddings.position_embeddings.weight', positions),
  ].reduce((a, b) => graph.node('Add', [a, b]));
  return parts.normalization('bert.embeddings.LayerNorm', sum);
}

/** 0 at tokens and a large negative number at padding: [examples, 1, 1, longest]. */
function attentionMask(graph: OnnxGraph, { attentionMask }: OnnxInput): OnnxValue {
  const real = graph.node('Cast', [attentionMask], { to: 1 }); // float32
  const away = graph.node('Mul', [graph.node('Sub', [graph.floats([1]), real]), graph.floats([MASKED])]);
  return graph.node('Unsqueeze', [away, graph.integers([1, 2])]);
}

interface LayerInput {
  readonly hidden: OnnxValue;
  readonly mask: OnnxValue;
  readonly parts: NamedParts;
  readonly sizes: EncoderSizes;
}

function transformerLayer(graph: OnnxGraph, name: string, { hidden, mask, parts, sizes }: LayerInput): OnnxValue {
  const context = attention(graph, `${name}.attention.self`, { hidden, mask, parts, sizes });
  const add = (x: OnnxValue, to: OnnxValue, end: string) =>
    parts.normalization(`${end}.LayerNorm`, graph.node('Add', [parts.dense(`${end}.dense`, x), to]));
  const attended = add(context, hidden, `${name}.attention.output`);
  const expanded = onnxGelu(graph, geluForm(sizes.activation), parts.dense(`${name}.intermediate.dense`, attended));
  return add(expanded, attended, `${name}.output`);
}

function attention(graph: OnnxGraph, name: string, { hidden, mask, parts, sizes }: LayerInput): OnnxValue {
  const headSize = sizes.hiddenSize / sizes.heads;
  const split = graph.integers([0, 0, sizes.heads, headSize]); // 0: as it is
  const heads = (part: string, perm: readonly number[]) =>
    graph.node('Transpose', [graph.node('Reshape', [parts.dense(`${name}.${part}`, hidden), split])], { perm });
  const query = heads('query', [0, 2, 1, 3]); // [examples, heads, longest, headSize]
  const key = heads('key', [0, 2, 3, 1]); // [examples, heads, headSize, longest]
  const value = heads('value', [0, 2, 1, 3]);
  const scores = graph.node('Mul', [graph.node('MatMul', [query, key]), graph.floats([1 / Math.sqrt(headSize)])]);
  const probabilities = graph.node('Softmax', [graph.node('Add', [scores, mask])], { axis: -1 });
  const context = graph.node('Transpose', [graph.node('MatMul', [probabilities, value])], { perm: [0, 2, 1, 3] });
  return graph.node('Reshape', [context, graph.integers([0, 0, sizes.hiddenSize])]);
}
