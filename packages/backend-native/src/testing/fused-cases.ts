import type { Draw, Style } from './draw.js';
import type { HostTensor } from './host-tensor.js';
import * as naive from './naive-fused.js';
import type { NamedNumbers } from './naive-fused.js';
import type { KernelCall } from './run-kernel.js';

/** Inputs by name. */
export type Inputs = Readonly<Record<string, HostTensor>>;

/** A call whose inputs have names. */
export interface FusedCall {
  readonly inputs: Inputs;
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** Random calls of a fused kernel, the same in plain loops, and how to ask for its gradient. */
export interface FusedCase {
  readonly draw: (draw: Draw, style: Style) => FusedCall;
  /** The first outputs; the first of them is the one with a gradient. */
  readonly naive: (inputs: NamedNumbers, attrs: never) => Float64Array[];
  /** Inputs that take a gradient, in the order of the gradient kernel's outputs. */
  readonly differentiable: readonly string[];
  readonly gradient?: {
    readonly kernel: string;
    /** Its call, from that of the kernel, its outputs and the gradient of the first of them. */
    readonly call: (call: FusedCall, outputs: readonly HostTensor[], dy: HostTensor) => KernelCall;
  };
}

const dropoutOf = (draw: Draw) => ({ rate: draw.pick(0, 0.1, 0.5), key0: draw.integer(0, 2 ** 31), key1: 7 });

/** `bias` in half of the calls. */
const maybeBias = (draw: Draw, style: Style, width: number): Inputs =>
  draw.boolean() ? { bias: draw.floats([width], style) } : {};

/** First rows of random parts, some of them empty. */
function starts(draw: Draw, rows: number): HostTensor {
  const cuts = Array.from({ length: draw.integer(0, 4) }, () => draw.integer(0, rows)).sort((a, b) => a - b);
  const values = Int32Array.from([0, ...cuts, rows]);
  return { shape: [values.length], dtype: 'int32', values };
}

/** Every fused kernel but those of gradients. */
export const fusedCases: Readonly<Record<string, FusedCase>> = {
  ClozeLinear: {
    draw: (draw, style) => {
      const [rows, inner, columns] = [draw.size(), draw.size(), draw.size()];
      const [x, weight] = [draw.floats([rows, inner], style), draw.floats([columns, inner], style)];
      return { inputs: { x, weight, ...maybeBias(draw, style, columns) }, attrs: {} };
    },
    naive: (inputs) => [naive.linear(inputs)],
    differentiable: ['x', 'weight', 'bias'],
    gradient: {
      kernel: 'ClozeLinearGrad',
      call: ({ inputs: { x, weight, bias } }, _, dy) => ({
        inputs: { dy, x, weight },
        attrs: { needDx: true, bias: bias !== undefined },
      }),
    },
  },
  ClozeBiasGelu: {
    draw: (draw, style) => {
      const [rows, width] = [draw.size(), draw.size()];
      const inputs = { x: draw.floats([rows, width], style), ...maybeBias(draw, style, width) };
      return { inputs, attrs: { approximate: draw.pick('erf', 'tanh') } };
    },
    naive: (inputs, attrs) => [naive.biasGelu(inputs, attrs)],
    differentiable: ['x', 'bias'],
    gradient: {
      kernel: 'ClozeBiasGeluGrad',
      call: ({ inputs, attrs }, _, dy) => ({ inputs: { dy, ...inputs }, attrs }),
    },
  },
  ClozeLayerNorm: {
    draw: (draw, style) => {
      const [rows, width] = [draw.size(), draw.size(1)];
      const [gamma, beta] = [draw.floats([width], style), draw.floats([width], style)];
      const inputs = { x: draw.floats([rows, width], style), gamma, beta };
      return { inputs, attrs: { epsilon: draw.pick(0.1, 0.01) } };
    },
    naive: naive.layerNorm,
    differentiable: ['x', 'gamma', 'beta'],
    gradient: {
      kernel: 'ClozeLayerNormGrad',
      call: ({ inputs: { x, gamma } }, [, mean, rstd], dy) => ({ inputs: { dy, x, gamma, mean, rstd } }),
    },
  },
  ClozeResidualLayerNorm: {
    draw: (draw, style) => {
      const [rows, width] = [draw.size(), draw.size(1)];
      const [x, residual] = [draw.floats([rows, width], style), draw.floats([rows, width], style)];
      const [gamma, beta] = [draw.floats([width], style), draw.floats([width], style)];
      const inputs = { x, residual, gamma, beta, ...maybeBias(draw, style, width) };
      return { inputs, attrs: { epsilon: draw.pick(0.1, 0.01), ...dropoutOf(draw) } };
    },
    naive: naive.residualLayerNorm,
    differentiable: ['x', 'residual', 'gamma', 'beta', 'bias'],
    gradient: {
      kernel: 'ClozeResidualLayerNormGrad',
      call: ({ inputs: { gamma, bias }, attrs }, [, sum, mean, rstd], dy) => ({
        inputs: { dy, sum, gamma, mean, rstd },
        attrs: { ...attrs, bias: bias !== undefined },
      }),
    },
  },
  ClozeRaggedAttention: {
    draw: (draw, style) => {
      const [rows, heads] = [draw.size(), draw.integer(1, 3)];
      const hidden = heads * draw.pick(1, 3, 8, 17);
      const attrs = { heads, causal: draw.boolean(), ...dropoutOf(draw) };
      const [q, k] = [0, 1].map(() => draw.floats([rows, hidden], style));
      // A hidden key weighs 0, and 0 times NaN is NaN in a product: which later values reach a row depends on the blocks.
      const v = draw.floats([rows, hidden], attrs.causal ? 'normal' : style);
      return { inputs: { q, k, v, starts: starts(draw, rows) }, attrs };
    },
    naive: naive.raggedAttention,
    differentiable: ['q', 'k', 'v'],
    gradient: {
      kernel: 'ClozeRaggedAttentionGrad',
      call: ({ inputs, attrs }, [context, logsumexp], dy) => ({ inputs: { dy, ...inputs, context, logsumexp }, attrs }),
    },
  },
  ClozeGatherRows: {
    draw: (draw, style) => {
      const [rows, width] = [draw.size(1), draw.size()];
      const ids = draw.integers([draw.size()], rows);
      return { inputs: { table: draw.floats([rows, width], style), ids }, attrs: {} };
    },
    naive: (inputs) => [naive.gatherRows(inputs)],
    differentiable: ['table'],
    gradient: {
      kernel: 'ClozeScatterAddRows',
      call: ({ inputs: { table, ids } }, _, dy) => ({ inputs: { dy, ids }, attrs: { rows: table.shape[0] } }),
    },
  },
  ClozeDropout: {
    draw: (draw, style) => ({ inputs: { x: draw.floats(draw.shape(0, 3), style) }, attrs: dropoutOf(draw) }),
    naive: (inputs, attrs) => [naive.dropout(inputs, attrs)],
    differentiable: ['x'],
    gradient: { kernel: 'ClozeDropout', call: ({ attrs }, _, dy) => ({ inputs: { x: dy }, attrs }) },
  },
  ClozeEmbeddings: {
    draw: (draw, style) => {
      const [tokens, width] = [draw.size(), draw.size()];
      const sizes = [draw.size(1), draw.size(1), draw.integer(1, 2)];
      const [word, position, segment] = sizes.map((size) => draw.floats([size, width], style));
      const [inputIds, positionIds, segmentIds] = sizes.map((size) => draw.integers([tokens], size));
      return { inputs: { word, position, segment, inputIds, positionIds, segmentIds }, attrs: {} };
    },
    naive: (inputs) => [naive.embeddings(inputs)],
    differentiable: [],
  },
  ClozeSoftmaxCrossEntropy: {
    draw: (draw, style) => {
      const [rows, classes] = [draw.size(), draw.size(1)];
      const inputs = { logits: draw.floats([rows, classes], style), labels: draw.integers([rows], classes) };
      return { inputs, attrs: { withGradient: draw.boolean() } };
    },
    naive: naive.softmaxCrossEntropy,
    differentiable: ['logits'],
  },
  ClozeLinearCrossEntropy: {
    draw: (draw, style) => {
      const [rows, width, classes] = [draw.size(), draw.size(), draw.size(1)];
      const [h, weight] = [draw.floats([rows, width], style), draw.floats([classes, width], style)];
      const [bias, labels] = [draw.floats([classes], style), draw.integers([rows], classes)];
      return { inputs: { h, weight, bias, labels }, attrs: { withGradient: draw.boolean() } };
    },
    naive: naive.linearCrossEntropy,
    differentiable: ['h', 'weight', 'bias'],
  },
};
