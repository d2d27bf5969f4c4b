import { embedTexts, type EmbedOptions, type TextToEmbed } from '../contextual/embed-texts.js';
import type { EmbeddingModel } from '../contextual/embedding-model.js';
import { cosine } from './cosine.js';

/** How alike two words are in their contexts: the cosine of their vectors, pair by pair. */
export async function compareInContext(
  model: EmbeddingModel,
  pairs: readonly (readonly [TextToEmbed, TextToEmbed])[],
  options: EmbedOptions = {},
): Promise<number[]> {
  const vectors: Float32Array[] = [];
  for await (const vector of embedTexts(model, pairs.flat(), options)) vectors.push(vector);
  return pairs.map((_, i) => cosine(vectors[2 * i], vectors[2 * i + 1]));
}
