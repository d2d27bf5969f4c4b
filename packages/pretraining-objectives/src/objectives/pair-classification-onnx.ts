import { PluginError } from '@cloze/contracts';
import type { Objective } from '@cloze/contracts/tensor';
import { onnxDense, type Dense } from '@cloze/encoder-core';

/**
 * ONNX half of objectives that classify whole examples: `logits` [examples, 2] over the pooled `[CLS]`.
 * @throws PluginError for an encoder whose own ONNX half leaves its pooler out
 */
export function pairClassificationOnnx(classifier: Dense, objective: string): NonNullable<Objective['onnx']> {
  return (graph, { pooled }) => {
    if (pooled === undefined) {
      throw new PluginError({
        what: `"${objective}" reads the pooled [CLS], and the ONNX half of this encoder gives none`,
        where: 'encoder',
        fix: 'let its `onnx` return `pooled`, as that of "bert.v1" does',
      });
    }
    return { logits: { value: onnxDense(graph, classifier, pooled), shape: ['examples', 2] } };
  };
}
