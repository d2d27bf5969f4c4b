import { cosine, embedTexts, type EmbeddingModel, type EmbedOptions, type TextToEmbed } from '@cloze/embeddings';
import { spearmanCorrelation } from '@cloze/metrics';
import type { RatedPair, SenseQuestion } from './data-sets.js';

/** Vectors of texts and stretches, whatever they come from. */
export type Embed = (items: readonly TextToEmbed[]) => Promise<readonly Float32Array[]>;

/** A model's vectors in context. */
export function contextual(model: EmbeddingModel, options: EmbedOptions): Embed {
  return async (items) => {
    const vectors: Float32Array[] = [];
    for await (const vector of embedTexts(model, items, { long: 'cut', ...options })) vectors.push(vector);
    return vectors;
  };
}

/**
 * The mean of the word embeddings of all tokens of a text. A stretch has the vectors of its whole text: alone it would be the same in every context.
 */
export function staticMeans({ tokenizer, encoder }: EmbeddingModel): Embed {
  const table = encoder.wordEmbeddings().dataSync<'float32'>();
  const width = encoder.sizes.embeddingSize;
  return async (items) =>
    items.map(({ text }) => {
      const { ids } = tokenizer.encode(text, undefined, { addSpecialTokens: false });
      const sum = new Float32Array(width);
      for (const id of ids) for (let i = 0; i < width; i += 1) sum[i] += table[id * width + i];
      return sum;
    });
}

/** The same vectors, each computed once. */
export function remembered(embed: Embed): Embed {
  const known = new Map<string, Float32Array>();
  return async (items) => {
    const keys = items.map((item) => JSON.stringify(item));
    const missing = items.filter((_, i) => !known.has(keys[i]));
    const vectors = await embed(missing);
    missing.forEach((item, i) => known.set(JSON.stringify(item), vectors[i]));
    return keys.map((key) => known.get(key)!);
  };
}

/** Spearman's correlation of cosines with ratings. */
export async function correlation(embed: Embed, pairs: readonly RatedPair<TextToEmbed>[]): Promise<number> {
  const vectors = await embed(pairs.flatMap(({ pair }) => pair));
  const cosines = pairs.map((_, i) => cosine(vectors[2 * i], vectors[2 * i + 1]));
  return spearmanCorrelation(
    pairs.map(({ rating }) => rating),
    cosines,
  );
}

/** Share of right answers where a word counts as used in a sense when its vector is nearer to the definition's than a threshold, which is learnt. */
export async function senseAccuracy(
  embed: Embed,
  training: readonly SenseQuestion[],
  test: readonly SenseQuestion[],
): Promise<number> {
  const [learnt, asked] = [await similarities(embed, training), await similarities(embed, test)];
  const right = (scores: readonly number[], questions: readonly SenseQuestion[], threshold: number) =>
    questions.filter(({ answer }, i) => scores[i] >= threshold === answer).length / questions.length;
  let best = { threshold: 0, accuracy: 0 };
  for (const threshold of learnt) {
    const accuracy = right(learnt, training, threshold);
    if (accuracy > best.accuracy) best = { threshold, accuracy };
  }
  return right(asked, test, best.threshold);
}

async function similarities(embed: Embed, questions: readonly SenseQuestion[]): Promise<number[]> {
  const vectors = await embed(questions.flatMap(({ word, definition }) => [word, { text: definition }]));
  return questions.map((_, i) => cosine(vectors[2 * i], vectors[2 * i + 1]));
}
