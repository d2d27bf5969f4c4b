import { attentionProbabilities, raggedAttention } from '@cloze/backend';
import type { Mode } from '@cloze/contracts/tensor';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { BertSizes } from '../encoders/bert-options.js';
import type { ParameterScope } from '../parameters/parameter-scope.js';
import { dense } from './dense.js';
import { siteDropout } from './site-dropout.js';

/** How the layers of one call run. */
export interface LayerCall {
  readonly starts: Int32Array; // [parts + 1]
  readonly causal: boolean;
  readonly mode: Mode;
  /** Gets the probabilities of every layer when somebody asked for them. */
  readonly keepAttentions?: (probabilities: Tensor3D[]) => void;
}

/** Multi-head attention of rows to the rows of their own part: [tokens, hidden] to [tokens, hidden]. */
export type SelfAttention = (x: Tensor2D, call: LayerCall) => Tensor2D;

/**
 * Multi-head self-attention with the parameters `query`, `key` and `value`.
 * @param site names its dropout
 */
export function selfAttention(scope: ParameterScope, sizes: BertSizes, site: string): SelfAttention {
  const options = { ...sizes, inputSize: sizes.hiddenSize, outputSize: sizes.hiddenSize };
  const query = dense(scope.within('query'), options);
  const key = dense(scope.within('key'), options);
  const value = dense(scope.within('value'), options);
  return (x, { starts, causal, mode, keepAttentions }) => {
    const input = { query: query(x), key: key(x), value: value(x), starts, heads: sizes.heads, causal };
    keepAttentions?.(attentionProbabilities(input));
    return raggedAttention({ ...input, dropout: siteDropout(mode, site, sizes.attentionDropout) });
  };
}
