import type { Objective } from '@cloze/contracts/tensor';
import { onnxDense, onnxGelu, type Dense } from '@cloze/encoder-core';

/** The layers that tell replaced tokens from original ones. */
export interface DetectionLayers {
  readonly project: Dense; // [tokens, hidden] to [tokens, hidden]
  readonly form: 'erf' | 'tanh';
  readonly detect: Dense; // [tokens, hidden] to [tokens, 2]
}

/** ONNX half of replaced-token detection: `logits` [examples, longest, 2], class 1 being a replaced token. The generator is left out. */
export function detectionOnnx({ project, form, detect }: DetectionLayers): NonNullable<Objective['onnx']> {
  return (graph, { hidden }) => {
    const bent = onnxGelu(graph, form, onnxDense(graph, project, hidden));
    return { logits: { value: onnxDense(graph, detect, bent), shape: ['examples', 'longest', 2] } };
  };
}
