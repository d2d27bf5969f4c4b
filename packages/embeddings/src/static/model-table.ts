import type { EmbeddingModel } from '../contextual/embedding-model.js';
import { StaticVectors } from './static-vectors.js';

/** A model's own word embeddings, a vector a token of its vocabulary; ids without a token are left out. */
export function modelTable({ encoder, tokenizer }: EmbeddingModel): StaticVectors {
  const table = encoder.wordEmbeddings();
  const [rows, width] = table.shape;
  const all = table.dataSync<'float32'>();
  const ids = Array.from({ length: Math.min(rows, tokenizer.vocabulary.size) }, (_, id) => id).filter(
    (id) => (tokenizer.vocabulary.token(id) ?? '') !== '',
  );
  const values = new Float32Array(ids.length * width);
  ids.forEach((id, row) => values.set(all.subarray(id * width, (id + 1) * width), row * width));
  return new StaticVectors(
    ids.map((id) => tokenizer.vocabulary.token(id) ?? ''),
    width,
    values,
  );
}
