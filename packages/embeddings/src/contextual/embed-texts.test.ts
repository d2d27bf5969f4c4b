import { useBackend } from '@cloze/backend/testing';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallModel } from '../testing/small-model.js';
import { embedTexts, type EmbedOptions, type TextToEmbed } from './embed-texts.js';
import { chosenLayers } from './layer-choice.js';
import { normalize } from './normalize.js';
import { tokenRows } from './token-rows.js';

let model: Awaited<ReturnType<typeof smallModel>>;
beforeAll(async () => {
  await useBackend('cpu');
  model = await smallModel();
});
afterAll(() => model.dispose());

async function embed(texts: readonly (string | TextToEmbed)[], options?: EmbedOptions): Promise<number[][]> {
  const vectors: number[][] = [];
  const items = texts.map((text) => (typeof text === 'string' ? { text } : text));
  for await (const vector of embedTexts(model, items, options)) vectors.push([...vector]);
  return vectors;
}

/** Rows [tokens][width] of one text, straight from the encoder. */
function rowsOf(text: string, layers: Parameters<typeof chosenLayers>[0] = 'last'): number[][] {
  const { rows, width } = tokenRows(model, [model.tokenizer.encode(text)], chosenLayers(layers, 5));
  return Array.from({ length: rows.length / width }, (_, i) => [...rows.subarray(i * width, (i + 1) * width)]);
}

const column = (rows: readonly number[][], i: number) => rows.map((row) => row[i]);
const mean = (rows: readonly number[][]) =>
  rows[0].map((_, i) => column(rows, i).reduce((sum, value) => sum + value, 0) / rows.length);
const close = (a: readonly number[], b: readonly number[]) =>
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i], 5));

describe('embedTexts', () => {
  const TEXTS = ['the cat sat.', 'the cat', '', 'the bank of the river', 'money', 'a cat sat'];

  it('pools by mean, [CLS] or the largest, over all tokens', async () => {
    const rows = rowsOf(TEXTS[0]);
    close((await embed([TEXTS[0]]))[0], mean(rows));
    close((await embed([TEXTS[0]], { pooling: 'cls' }))[0], rows[0]);
    close(
      (await embed([TEXTS[0]], { pooling: 'max' }))[0],
      rows[0].map((_, i) => Math.max(...column(rows, i))),
    );
  });

  it('reads any layer, and the last four averaged or one after the other', async () => {
    const layers = [2, 3, 4, 5].map((layer) => mean(rowsOf(TEXTS[0], layer)));
    close((await embed([TEXTS[0]], { layers: 3 }))[0], layers[1]);
    close((await embed([TEXTS[0]], { layers: 'last' }))[0], layers[3]);
    close((await embed([TEXTS[0]], { layers: 'last4-mean' }))[0], mean(layers));
    close((await embed([TEXTS[0]], { layers: 'last4-concat' }))[0], layers.flat());
  });

  it('gives a text the same vector alone, in any batch and in any order', async () => {
    const alone = (await Promise.all(TEXTS.map((text) => embed([text])))).map(([vector]) => vector);
    for (const batchTokens of [1, 7, 1000]) {
      (await embed(TEXTS, { batchTokens })).forEach((vector, i) => close(vector, alone[i]));
      (await embed([...TEXTS].reverse(), { batchTokens })).forEach((vector, i) => close(vector, alone.at(-1 - i)!));
    }
  });

  it('makes vectors of length 1, and leaves zeros alone', async () => {
    const [vector] = await embed([TEXTS[0]], { normalize: true });
    expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
    expect(normalize(new Float32Array(3))).toEqual(new Float32Array(3));
  });

  it("gives a stretch the mean of its subwords in the text's context", async () => {
    const text = 'the dog sat';
    const rows = rowsOf(text);
    expect(model.tokenizer.encode(text).tokens).toEqual(['[CLS]', 'the', 'd', '##o', '##g', 'sat', '[SEP]']);
    close((await embed([{ text, stretch: { start: 4, end: 7 } }]))[0], mean(rows.slice(2, 5)));
    close((await embed([{ text, stretch: { start: 5, end: 6 } }], { pooling: 'max' }))[0], rows[3]);
    close((await embed([{ text, stretch: { start: 0, end: 11 } }]))[0], mean(rows.slice(1, 6)));
  });

  it('says that a stretch holds no token', async () => {
    await expect(embed([{ text: 'the cat', stretch: { start: 3, end: 4 }, where: 'line 7' }])).rejects.toThrow(
      'A stretch of a text holds no token\n  where: line 7\n  received: " ", characters 3 to 4 of 7\n' +
        '  allowed: a stretch with a letter in it, within what the model reads',
    );
  });

  it('refuses, cuts or splits what is longer than the model takes', async () => {
    const long = 'the cat sat the cat sat the cat sat the cat sat the cat sat river';
    await expect(embed(['the cat', long])).rejects.toThrow(
      'A text is longer than the model takes\n  where: text 2\n  received: 18 tokens\n  allowed: at most 16\n' +
        '  fix: shorten it, or cut or split long texts (`--long cut`, `--long split`)',
    );
    const cut: string[] = [];
    const [vector] = await embed([{ text: long, where: 'line 3' }], { long: 'cut', onCut: (where) => cut.push(where) });
    close(vector, (await embed(['the cat sat the cat sat the cat sat the cat sat the cat']))[0]);
    expect(cut).toEqual(['line 3']);
    const parts = ['the cat sat the cat sat the cat sat the cat sat the cat', 'sat river'].map((part) => rowsOf(part));
    close((await embed([long], { long: 'split' }))[0], mean(parts.flat()));
    close(
      (await embed([long], { long: 'split', pooling: 'max' }))[0],
      parts[0][0].map((_, i) => Math.max(...column(parts.flat(), i))),
    );
    await expect(embed(['the cat sat'], { maxLength: 4 })).rejects.toThrow('received: 5 tokens\n  allowed: at most 4');
  });

  it('counts texts without a name from the first of all', async () => {
    const texts = [...Array.from({ length: 1030 }, () => 'cat'), 'the cat sat'];
    await expect(embed(texts, { maxLength: 4 })).rejects.toThrow(
      'A text is longer than the model takes\n  where: text 1031\n  received: 5 tokens\n  allowed: at most 4\n' +
        '  fix: shorten it, or cut or split long texts (`--long cut`, `--long split`)',
    );
  });

  it('reads a stretch where a long text shows most around it', async () => {
    const long = 'the cat sat the cat sat the cat sat the cat sat the cat sat river money';
    const start = long.indexOf('river');
    const [vector] = await embed([{ text: long, stretch: { start, end: start + 5 } }], { long: 'split' });
    // Windows of 14 words overlap by 7: the second one starts at the eighth word.
    const rows = rowsOf(long.split(' ').slice(7).join(' '));
    close(vector, rows.at(-3)!);
  });

  it('streams: the first vectors come before the last text is asked for', async () => {
    let asked = 0;
    function* texts(): Generator<TextToEmbed> {
      for (; asked < 3000; asked += 1) yield { text: 'cat' };
    }
    for await (const vector of embedTexts(model, texts())) {
      expect(vector).toHaveLength(8);
      expect(asked).toBeLessThan(1100);
      break;
    }
  });

  it('says which layers there are', async () => {
    await expect(embed(['cat'], { layers: 6 })).rejects.toThrow(
      'The encoder has no such layers\n  where: layers\n  received: 6\n  allowed: 0 (the embeddings) to 5',
    );
    expect(() => chosenLayers('last4-mean', 3)).toThrow(
      'received: last4-mean\n  allowed: a model of four layers or more; this one has 3',
    );
  });

  it('leaves no tensor behind', async () => {
    const before = memory().numTensors;
    await embed(TEXTS, { layers: 'last4-concat' });
    expect(memory().numTensors).toBe(before);
  });
});
