import { ModelError } from '@cloze/contracts';
import type { EncoderSizes } from '@cloze/contracts/tensor';
import { bertOptions, type BertOptions, type BertSizes } from './bert-options.js';

/** Fields of Hugging Face's `config.json` for a BERT encoder; one with embeddings of another width is an ELECTRA there. */
export function toBertModelConfig(sizes: BertSizes & EncoderSizes): Readonly<Record<string, unknown>> {
  const electra = sizes.embeddingSize !== sizes.hiddenSize;
  return {
    model_type: electra ? 'electra' : 'bert',
    ...(electra && { embedding_size: sizes.embeddingSize }),
    vocab_size: sizes.vocabularySize,
    hidden_size: sizes.hiddenSize,
    num_hidden_layers: sizes.layers,
    num_attention_heads: sizes.heads,
    intermediate_size: sizes.intermediateSize,
    hidden_act: sizes.activation,
    hidden_dropout_prob: sizes.dropout,
    attention_probs_dropout_prob: sizes.attentionDropout,
    max_position_embeddings: sizes.maxPositions,
    type_vocab_size: sizes.segmentTypes,
    initializer_range: sizes.initializerRange,
    layer_norm_eps: sizes.layerNormEpsilon,
    position_embedding_type: 'absolute',
  };
}

const ACTIVATIONS: Readonly<Record<string, BertOptions['activation']>> = {
  gelu: 'gelu',
  gelu_new: 'gelu_new',
  gelu_pytorch_tanh: 'gelu_new',
};

/**
 * Options from Hugging Face's `config.json`; absent fields take the defaults of `BertConfig` or `ElectraConfig`. Undefined for other
 * kinds of models.
 * @throws ModelError for a BERT of a form that `bert.v1` has not
 */
export function fromBertModelConfig(config: Readonly<Record<string, unknown>>): BertOptions | undefined {
  const electra = config['model_type'] === 'electra';
  if (config['model_type'] !== 'bert' && !electra) return undefined;
  const number = (field: string, fallback: number) => {
    const value = config[field] ?? fallback;
    if (typeof value === 'number') return value;
    throw unsupported(field, value, 'a number');
  };
  const positions = config['position_embedding_type'] ?? 'absolute';
  if (positions !== 'absolute') throw unsupported('position_embedding_type', positions, '"absolute"');
  const decoder = config['is_decoder'] ?? false;
  if (decoder !== false) {
    throw unsupported(
      'is_decoder',
      decoder,
      'false',
      'take a model that reads in both directions, or train one left to right with causal-lm.v1',
    );
  }
  const activation = config['hidden_act'] ?? 'gelu';
  if (typeof activation !== 'string' || !Object.hasOwn(ACTIVATIONS, activation)) {
    const known = Object.keys(ACTIVATIONS).map((name) => `"${name}"`);
    throw unsupported('hidden_act', activation, known.join(', '));
  }
  const parsed = bertOptions.safeParse({
    hiddenSize: number('hidden_size', electra ? 256 : 768),
    ...(electra && { embeddingSize: number('embedding_size', 128), pooler: false }),
    layers: number('num_hidden_layers', 12),
    heads: number('num_attention_heads', electra ? 4 : 12),
    intermediateSize: number('intermediate_size', electra ? 1024 : 3072),
    maxPositions: number('max_position_embeddings', 512),
    segmentTypes: number('type_vocab_size', 2),
    dropout: number('hidden_dropout_prob', 0.1),
    attentionDropout: number('attention_probs_dropout_prob', 0.1),
    activation: ACTIVATIONS[activation],
    initializerRange: number('initializer_range', 0.02),
    layerNormEpsilon: number('layer_norm_eps', 1e-12),
  });
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  const [option] = path;
  const field = FIELDS[String(option)] ?? String(option);
  throw unsupported(field, config[field], message);
}

/** Fields of `config.json` whose values an option may not take. */
const FIELDS: Readonly<Record<string, string>> = {
  hiddenSize: 'hidden_size',
  embeddingSize: 'embedding_size',
  layers: 'num_hidden_layers',
  heads: 'num_attention_heads',
  intermediateSize: 'intermediate_size',
  maxPositions: 'max_position_embeddings',
  segmentTypes: 'type_vocab_size',
  dropout: 'hidden_dropout_prob',
  attentionDropout: 'attention_probs_dropout_prob',
  initializerRange: 'initializer_range',
  layerNormEpsilon: 'layer_norm_eps',
};

function unsupported(field: string, received: unknown, allowed: string, fix?: string): ModelError {
  return new ModelError({
    what: 'This BERT model has a form that bert.v1 does not build',
    where: `config.json: ${field}`,
    received: JSON.stringify(received) ?? 'nothing',
    allowed,
    ...(fix !== undefined && { fix }),
  });
}
