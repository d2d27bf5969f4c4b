import { readFileSync } from 'node:fs';
import { openSafetensors, type SafetensorsFile } from '@cloze/checkpoints';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasMiniLm, miniLm } from '../testing/mini-lm.js';
import { embedTexts, type EmbedOptions, type TextToEmbed } from './embed-texts.js';
import type { EmbeddingModel } from './embedding-model.js';
import { chosenLayers } from './layer-choice.js';
import { tokenRows } from './token-rows.js';

interface Fixture {
  readonly sentences: readonly { readonly text: string; readonly ids: number[] }[];
  readonly words: readonly {
    readonly sentence: number;
    readonly characters: readonly [number, number];
    readonly positions: readonly number[];
  }[];
}

const path = (name: string) => new URL(`../fixtures/${name}`, import.meta.url).pathname;
const fixture = JSON.parse(readFileSync(path('sentences.json'), 'utf8')) as Fixture;
const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a, (value, i) => Math.abs(value - b[i])).reduce((most, value) => Math.max(most, value), 0);

describe.skipIf(!hasMiniLm)(`all-MiniLM-L6-v2${hasMiniLm ? '' : ' (skipped: shared models absent)'}`, () => {
  let model: EmbeddingModel;
  let expected: SafetensorsFile;
  beforeAll(async () => {
    model = await miniLm();
    expected = await openSafetensors(path('vectors.safetensors'));
  });
  afterAll(() => expected.close());

  async function embed(texts: readonly TextToEmbed[], options: EmbedOptions): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for await (const vector of embedTexts(model, texts, options)) vectors.push(vector);
    return vectors;
  }

  it("gives the recorded sentence vectors of Hugging Face's implementation to 1e-5", async () => {
    const vectors = await embed(fixture.sentences, { normalize: true, maxLength: 256, long: 'cut' });
    const wanted = await expected.read('sentences');
    expect(vectors).toHaveLength(24);
    vectors.forEach((vector, i) => expect(largest(vector, wanted.subarray(i * 384, (i + 1) * 384))).toBeLessThan(1e-5));
  });

  it('gives the recorded word vectors, mean of the last four layers, to 2e-5 of their size', async () => {
    const texts = fixture.words.map(({ sentence, characters: [start, end] }) => ({
      text: fixture.sentences[sentence].text,
      stretch: { start, end },
    }));
    const vectors = await embed(texts, { layers: 'last4-mean' });
    expect(vectors).toHaveLength(6);
    for (const [i, { sentence, positions }] of fixture.words.entries()) {
      const wanted = await expected.read(`word.${i}.mean`);
      expect(largest(vectors[i], wanted) / largest(wanted, new Float32Array(384))).toBeLessThan(2e-5);
      const encoding = model.tokenizer.encode(fixture.sentences[sentence].text);
      expect([...encoding.ids]).toEqual(fixture.sentences[sentence].ids);
      const { rows } = tokenRows(model, [encoding], chosenLayers('last4-mean', 6));
      const pieces = positions.flatMap((position) => [...rows.subarray(position * 384, (position + 1) * 384)]);
      const wantedPieces = await expected.read(`word.${i}.pieces`);
      expect(largest(pieces, wantedPieces) / largest(wantedPieces, new Float32Array(pieces.length))).toBeLessThan(2e-5);
    }
  });
});
