import type { Parameter, ParameterGroup } from '@cloze/contracts/tensor';

/**
 * Parameters in groups: those with weight decay and those without (biases, LayerNorm).
 */
export function groupParameters(parameters: Iterable<Parameter>): readonly ParameterGroup[] {
  const all = [...parameters];
  return [true, false]
    .map((decay) => ({ parameters: all.filter((parameter) => parameter.decay === decay), learningRateScale: 1, decay }))
    .filter((group) => group.parameters.length > 0);
}
