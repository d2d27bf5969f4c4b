import { KeyedRandom } from '@cloze/contracts';
import type { Encoder, Parameter } from '@cloze/contracts/tensor';
import { bert, createParameterFactory, maskedLanguageHead, nextSentenceHead } from '@cloze/encoder-core';

/** A BERT with its heads, for a config of transformers or a very small one. */
export interface SmallModel {
  readonly encoder: Encoder;
  readonly parameters: readonly Parameter[];
  weights(): Record<string, number[]>;
  dispose(): void;
}

const SMALL = {
  model_type: 'bert',
  vocab_size: 7,
  hidden_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 6,
  max_position_embeddings: 5,
};

/** Builds it with random weights; `heads` lists those of BERT's pretraining to give it. */
export function smallModel(
  seed: number,
  heads: readonly ('words' | 'sentences')[] = [],
  config: Readonly<Record<string, unknown>> = SMALL,
): SmallModel {
  const random = new KeyedRandom(seed);
  const encoder = bert.create(bert.fromModelConfig!(config)!, { vocabularySize: Number(config['vocab_size']), random });
  const factory = createParameterFactory('heads', random);
  if (heads.includes('words')) maskedLanguageHead(factory, encoder);
  if (heads.includes('sentences')) nextSentenceHead(factory, encoder.sizes);
  const parameters = [...encoder.parameters, ...factory.table];
  return {
    encoder,
    parameters,
    weights: () => Object.fromEntries(parameters.map(({ name, variable }) => [name, [...variable.dataSync()]])),
    dispose() {
      encoder.dispose();
      factory.table.dispose();
    },
  };
}
