import { KeyedRandom, untouchedView, type Example } from '@cloze/contracts';
import type { Encoder } from '@cloze/contracts/tensor';
import { tinyEncoder, tinyVocabulary, useTinyBackend } from '@cloze/testing';
import { memory, ones, tensor2d, matMul, type Tensor2D } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pseudoPerplexity } from './pseudo-perplexity.js';

const vocabulary = tinyVocabulary();
const { cls, sep, mask, unknown } = vocabulary.special;
const ordinary = [...Array(vocabulary.size).keys()].filter((id) => !vocabulary.isSpecial(id) && id !== unknown);
const [first, second, third] = ordinary;

/** How often each token occurs in the whole text. */
const counts = Array.from(
  { length: vocabulary.size },
  (_, id) => ({ [first]: 6, [second]: 3, [third]: 1, [cls]: 99, [unknown]: 9 })[id] ?? 0,
);

let encoder: Encoder;
beforeAll(async () => {
  await useTinyBackend();
  encoder = tinyEncoder.create(tinyEncoder.options.parse({}), {
    vocabularySize: vocabulary.size,
    random: new KeyedRandom(1),
  });
});
afterAll(() => encoder.dispose());

function example(ids: readonly number[]): Example {
  const inputIds = Int32Array.from([cls, ...ids, sep]);
  const { length } = inputIds;
  const special = Uint8Array.from(inputIds, (id) => +(id === cls || id === sep));
  const rest = { segmentIds: new Int32Array(length), wordStarts: new Uint8Array(length) };
  const view = untouchedView({ inputIds, special, ...rest });
  return { epoch: 0, index: 0, original: view, corrupted: view, labels: {} };
}

/** A model that always gives `first` three times the odds of any other token, and remembers what it read. */
function constantModel() {
  const read: number[][] = [];
  const odds = Array.from({ length: vocabulary.size }, (_, id) => (id === first ? Math.log(3) : 0));
  const model: Parameters<typeof pseudoPerplexity>[0] = {
    vocabulary,
    encoder: {
      encode(input, options) {
        const ids = [...input.inputIds.dataSync()];
        for (let i = 0; i + 1 < input.exampleStarts.length; i += 1)
          read.push(ids.slice(input.exampleStarts[i], input.exampleStarts[i + 1]));
        return encoder.encode(input, options);
      },
    },
    predict: ({ shape: [rows] }) => matMul<Tensor2D>(ones([rows, 1]), tensor2d([odds])),
  };
  return { model, read };
}

describe('pseudoPerplexity', () => {
  it('masks each token in turn, all others in sight, but for special tokens and [UNK]', () => {
    const { model, read } = constantModel();
    pseudoPerplexity(model, 'mlm', [example([first, unknown, second])], counts);
    expect(read).toEqual([
      [cls, mask, unknown, second, sep],
      [cls, first, unknown, mask, sep],
    ]);
  });

  it('is the exponential of the mean loss, beside guessing by the frequencies of the whole text', () => {
    const { model } = constantModel();
    const texts = [example([first, first, second]), example([first, third, second])];
    const before = memory().numTensors;
    const [loss, perplexity, accuracy] = pseudoPerplexity(model, 'mlm', texts, counts);
    expect(memory().numTensors).toBe(before);
    const total = Math.log(vocabulary.size + 2);
    expect(loss.value).toBeCloseTo(total - Math.log(3) / 2, 5);
    expect([loss.name, loss.targets]).toEqual(['pseudo loss', 6]);
    expect(perplexity.name).toBe('pseudo-perplexity');
    expect(perplexity.value).toBeCloseTo(Math.exp(loss.value), 8);
    // 6, 3 and 1 of 10 tokens of the whole text; special tokens are not counted.
    const guess = -(3 * Math.log(0.6) + 2 * Math.log(0.3) + Math.log(0.1)) / 6;
    expect(perplexity.constant?.value).toBeCloseTo(Math.exp(guess), 8);
    expect(accuracy.constant?.value).toBeCloseTo(0.5, 8);
    expect(accuracy.value).toBeCloseTo(0.5, 8);
  });

  it('has nothing to say of texts without a token', () => {
    expect(pseudoPerplexity(constantModel().model, 'mlm', [example([unknown])], counts)).toEqual([]);
  });
});
