import { describe, expect, it } from 'vitest';
import { bertOptions, bertSizes } from './bert-options.js';
import { fromBertModelConfig, toBertModelConfig } from './bert-model-config.js';

const back = (options: object) =>
  toBertModelConfig({ ...bertSizes(bertOptions.parse(options)), vocabularySize: 100 } as Parameters<
    typeof toBertModelConfig
  >[0]);

function messageOf(config: Readonly<Record<string, unknown>>): string {
  try {
    fromBertModelConfig(config);
  } catch (error) {
    return String(error);
  }
  return 'no error';
}

describe("config.json of Hugging Face's BERT", () => {
  it('comes back from the options it gives', () => {
    const config = back({ preset: 'tiny', activation: 'gelu_new', dropout: 0.2 });
    const options = fromBertModelConfig(config)!;
    expect(back(options)).toEqual(config);
    expect(config).toMatchObject({ model_type: 'bert', hidden_size: 128, hidden_act: 'gelu_new' });
  });

  it("is an ELECTRA's where the embeddings are of another width", () => {
    const config = back({ preset: 'tiny', embeddingSize: 32, pooler: false });
    expect(config).toMatchObject({ model_type: 'electra', embedding_size: 32, hidden_size: 128 });
    expect(back(fromBertModelConfig(config)!)).toEqual(config);
  });

  it("takes ElectraConfig's defaults, and has no pooler there", () => {
    expect(fromBertModelConfig({ model_type: 'electra' })).toMatchObject({
      embeddingSize: 128,
      hiddenSize: 256,
      heads: 4,
      intermediateSize: 1024,
      pooler: false,
    });
  });

  it('is of no other kind of model', () => {
    expect(fromBertModelConfig({ model_type: 'gpt2' })).toBeUndefined();
  });

  it('says which field is none of a BERT', () => {
    const what = 'ModelError: This BERT model has a form that bert.v1 does not build\n  where: config.json: ';
    expect(messageOf({ model_type: 'bert', position_embedding_type: 'relative_key' })).toBe(
      `${what}position_embedding_type\n  received: "relative_key"\n  allowed: "absolute"`,
    );
    expect(messageOf({ model_type: 'bert', architectures: ['BertLMHeadModel'], is_decoder: true })).toBe(
      `${what}is_decoder\n  received: true\n  allowed: false\n` +
        '  fix: take a model that reads in both directions, or train one left to right with causal-lm.v1',
    );
    expect(messageOf({ model_type: 'bert', num_hidden_layers: 1.5 })).toBe(
      `${what}num_hidden_layers\n  received: 1.5\n  allowed: Invalid input: expected int, received number`,
    );
    expect(messageOf({ model_type: 'bert', num_attention_heads: 7 })).toBe(
      `${what}num_attention_heads\n  received: 7\n  allowed: a divisor of the hidden size, 768`,
    );
  });
});
