import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { thrownMessage } from '../testing/thrown-message.js';
import { keptLengths } from './truncation.js';

const { cases }: { cases: { a: number; b: number; room: number; hf: number[]; original_bert: number[] }[] } =
  JSON.parse(readFileSync(new URL('../fixtures/pair_lengths.json', import.meta.url), 'utf8'));

describe('keptLengths', () => {
  it.each(cases)('longest first: $a + $b tokens in $room places, as Hugging Face', ({ a, b, room, hf }) => {
    expect(keptLengths(a, b, room, 'longest-first')).toEqual(hf);
  });

  it('differs from the original BERT code by one odd token at most', () => {
    for (const { a, b, room, original_bert } of cases) {
      const [first] = keptLengths(a, b, room, 'longest-first');
      expect(Math.abs(first - original_bert[0])).toBeLessThanOrEqual(1);
    }
  });

  it('cuts one side alone where told', () => {
    expect(keptLengths(5, 9, 10, 'only-first')).toEqual([1, 9]);
    expect(keptLengths(5, 9, 10, 'only-second')).toEqual([5, 5]);
    expect(keptLengths(5, 9, 14, 'only-second')).toEqual([5, 9]);
  });

  it('says so where that is not enough', async () => {
    expect(await thrownMessage(() => keptLengths(5, 9, 9, 'only-first'))).toBe(
      `The text cannot be shortened to maxLength by cutting the first side alone
  where: truncation: 'only-first'
  received: 5 + 9 tokens for 9 places
  allowed: a second side of fewer than 9 tokens
  fix: use truncation 'longest-first', or a larger maxLength`,
    );
  });
});
