import { describeTokenizer } from '@cloze/testing';
import { expect, it } from 'vitest';
import { bpe, trainBpe } from './bpe.js';

describeTokenizer(bpe, [{ title: 'default options' }, { title: 'cased', options: { lowercase: false } }]);

it('spells words by replaying the merges, not by the longest token', async () => {
  // "bc" is merged before "ab", so "abc" is a + ##bc although "ab" is a token.
  const tokenizer = await trainBpe(['xbc xbc xbc xbc ab ab ab'], { vocabularySize: 12 });
  const vocabulary = Array.from({ length: tokenizer.vocabulary.size }, (_, id) => tokenizer.vocabulary.token(id));
  expect(vocabulary).toContain('ab');
  expect(tokenizer.encode('abc', undefined, { addSpecialTokens: false }).tokens).toEqual(['a', '##bc']);
});
