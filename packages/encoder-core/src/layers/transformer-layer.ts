import { biasGelu, residualLayerNorm } from '@cloze/backend';
import { tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import type { BertSizes } from '../encoders/bert-options.js';
import type { ParameterScope } from '../parameters/parameter-scope.js';
import { dense } from './dense.js';
import { geluForm } from './gelu-form.js';
import { normalization } from './normalization.js';
import { selfAttention, type LayerCall } from './self-attention.js';
import { siteDropout } from './site-dropout.js';

/** One layer: [tokens, hidden] to [tokens, hidden]. */
export type TransformerLayer = (x: Tensor2D, call: LayerCall) => Tensor2D;

/**
 * A post-norm Transformer layer as BERT's (Devlin et al., 2019): attention, then a two-layer network, each followed by dropout, the residual and
 * LayerNorm. Parameters are named as in Hugging Face's `BertLayer`.
 * @param site starts the names of its dropout sites
 */
export function transformerLayer(scope: ParameterScope, sizes: BertSizes, site: string): TransformerLayer {
  const { hiddenSize, intermediateSize, initializerRange, layerNormEpsilon } = sizes;
  const attention = selfAttention(scope.within('attention.self'), sizes, `${site}/attention`);
  const sublayerEnd = (end: ParameterScope, inputSize: number, endSite: string) => {
    const project = dense(end.within('dense'), { inputSize, outputSize: hiddenSize, initializerRange });
    const { gamma, beta, epsilon } = normalization(end.within('LayerNorm'), hiddenSize, layerNormEpsilon);
    return (x: Tensor2D, residual: Tensor2D, { mode }: LayerCall) => {
      const settings = siteDropout(mode, endSite, sizes.dropout);
      return residualLayerNorm({
        x: project.product(x),
        bias: project.bias,
        residual,
        gamma,
        beta,
        epsilon,
        dropout: settings,
      });
    };
  };
  const attentionEnd = sublayerEnd(scope.within('attention.output'), hiddenSize, `${site}/attention-output`);
  const expand = dense(scope.within('intermediate.dense'), {
    inputSize: hiddenSize,
    outputSize: intermediateSize,
    initializerRange,
  });
  const networkEnd = sublayerEnd(scope.within('output'), intermediateSize, `${site}/output`);
  const form = geluForm(sizes.activation);
  const forward = (x: Tensor2D, call: LayerCall) => {
    const attended = attentionEnd(attention(x, call), x, call);
    const expanded = biasGelu(expand.product(attended), expand.bias, form); // [tokens, intermediate]
    return networkEnd(expanded, attended, call);
  };
  // A scope of its own frees what neither the output nor the gradient needs; kept probabilities must outlive it.
  return (x, call) => (call.keepAttentions ? forward(x, call) : tidy(() => forward(x, call)));
}
