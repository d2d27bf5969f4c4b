import { describe, expect, it } from 'vitest';
import { encoderDepths } from './encoder-depths.js';

describe('encoderDepths', () => {
  it.each([
    ['bert.embeddings.word_embeddings.weight', 0],
    ['electra.embeddings_project.weight', 0],
    ['lstm.word_embeddings.weight', 0],
    ['embedding_bag.word_embeddings.weight', 0],
    ['bert.encoder.layer.3.output.dense.weight', 4],
    ['lstm.forward.recurrent.weight', undefined],
    ['bert.pooler.dense.weight', undefined],
  ])('tells how deep %s stands', (name, depth) => expect(encoderDepths([{ name }]).depth(name)).toBe(depth));
});
