import { defineTokenizer, type Tokenizer } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { checkEncodings, checkFastPath, checkPersistence } from '../checks/check-tokenizer.js';
import { tokenizerTrial } from '../checks/tokenizer-trial.js';
import { messageOf, messageOfAsync } from '../fixtures/message-of.js';
import { whitespace } from '../fixtures/whitespace-tokenizer.js';
import { describeTokenizer } from './describe-tokenizer.js';

describeTokenizer(whitespace);

describe('checks of tokenizers', () => {
  /** The correct tokenizer with some parts replaced by wrong ones. */
  const wrong = async (change: (right: Tokenizer) => Partial<Tokenizer>) => {
    const train = async (options: object, files: readonly string[]) => {
      const right = await whitespace.train(options as Record<string, never>, files);
      return { ...right, ...change(right) };
    };
    const trial = await tokenizerTrial(defineTokenizer({ ...whitespace, train }), { title: 'a' });
    return { trial, done: () => trial.dispose() };
  };

  it('find offsets outside the text', async () => {
    const { trial, done } = await wrong((right) => ({
      encode: (text, pair, options) => {
        const encoding = right.encode(text, pair, options);
        return { ...encoding, offsets: encoding.offsets.map((offset) => offset + 1) };
      },
    }));
    expect(messageOf(() => checkEncodings(trial))).toBe(
      'Token 0 points outside its text\n  where: whitespace.v1, case "a", text ""\n  received: [1, 1)\n  allowed: [0, 0)',
    );
    await done();
  });

  it('find a fast path that goes another way', async () => {
    const { trial, done } = await wrong((right) => ({ tokenize: (text) => right.tokenize(text.slice(1)) }));
    expect(
      messageOf(() => checkFastPath(trial))
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      '`tokenize` and `encode` give different tokens',
      '  where: whitespace.v1, case "a", text "the cat sat on the mat."',
    ]);
    await done();
  });

  it('find a tokenizer that training does not repeat', async () => {
    let trained = 0;
    const { trial, done } = await wrong(() => ({ fingerprint: `number ${(trained += 1)}` }));
    expect(await messageOfAsync(() => checkPersistence(trial))).toBe(
      'Training again changes the fingerprint\n  where: whitespace.v1, case "a", text ""\n  received: number 2\n  allowed: number 1',
    );
    await done();
  });
});
