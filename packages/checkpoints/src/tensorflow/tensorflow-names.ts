/** How a variable of TensorFlow's BERT is one of cloze's parameters. */
export interface NamedVariable {
  readonly name: string;
  /** TensorFlow keeps dense layers as [in, out], PyTorch and cloze as [out, in]. */
  readonly transposed: boolean;
}

/** Variables of the optimizer and the step, which are no weights. */
const NO_WEIGHTS =
  /(?:^|\/)(?:adam_[mv]|global_step|AdamWeightDecayOptimizer(?:_1)?)$|^(?:global_step|save_counter|_CHECKPOINTABLE_OBJECT_GRAPH)/;

const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['cls/predictions/output_bias', 'cls.predictions.bias'],
  ['cls/seq_relationship/output_weights', 'cls.seq_relationship.weight'],
  ['cls/seq_relationship/output_bias', 'cls.seq_relationship.bias'],
  ['output_weights', 'classifier.weight'],
  ['output_bias', 'classifier.bias'],
]);

/**
 * The parameter that a variable of a TensorFlow 1 BERT checkpoint is, by transformers' rules: `kernel` is a transposed `weight`, `gamma` and `beta` are
 * LayerNorm's, `layer_3` is `layer.3`. Undefined for variables of the optimizer.
 */
export function tensorflowParameter(variable: string): NamedVariable | undefined {
  if (NO_WEIGHTS.test(variable)) return undefined;
  const special = SPECIAL.get(variable);
  if (special !== undefined) return { name: special, transposed: false };
  const words = variable.split('/').map((word) => word.replace(/^layer_(\d+)$/, 'layer.$1'));
  const last = words[words.length - 1];
  const transposed = last === 'kernel';
  if (transposed || last === 'gamma') words[words.length - 1] = 'weight';
  else if (last === 'beta') words[words.length - 1] = 'bias';
  else if (last.endsWith('_embeddings')) words.push('weight');
  return { name: words.join('.'), transposed };
}
