import { describe, expect, it } from 'vitest';
import { SubwordTokenizer } from './subword-tokenizer.js';
import { plainEncoding } from './testing/plain-encoding.js';
import { thrownMessage } from './testing/thrown-message.js';
import { tinyDefinition, tinyTokenizer } from './testing/tiny-tokenizer.js';

const tokenizer = tinyTokenizer(['un', '##aff', '##able', 'dog', 'dogs', '.', 'é']);

describe('SubwordTokenizer', () => {
  it('encodes a pair into one sequence with types, words and sides', () => {
    const encoding = tokenizer.encode('Unaffable dog.', 'dogs');
    expect(encoding.tokens).toEqual(['[CLS]', 'un', '##aff', '##able', 'dog', '.', '[SEP]', 'dogs', '[SEP]']);
    expect(plainEncoding(encoding)).toEqual({
      ids: [2, 5, 6, 7, 8, 10, 3, 9, 3],
      type_ids: [0, 0, 0, 0, 0, 0, 0, 1, 1],
      attention_mask: [1, 1, 1, 1, 1, 1, 1, 1, 1],
      special_tokens_mask: [1, 0, 0, 0, 0, 0, 1, 0, 1],
      offsets: [
        [0, 0],
        [0, 2],
        [2, 5],
        [5, 9],
        [10, 13],
        [13, 14],
        [0, 0],
        [0, 4],
        [0, 0],
      ],
      word_ids: [null, 0, 0, 0, 1, 2, null, 0, null],
      sequence_ids: [null, 0, 0, 0, 0, 0, null, 1, null],
    });
  });

  it('leaves special tokens out where told, and keeps the types', () => {
    const encoding = tokenizer.encode('dog', 'dogs', { addSpecialTokens: false });
    expect([encoding.tokens, [...encoding.typeIds]]).toEqual([
      ['dog', 'dogs'],
      [0, 1],
    ]);
  });

  it('counts given words, with offsets within each', () => {
    const { word_ids, offsets } = plainEncoding(
      tokenizer.encode(['unaffable', '', 'a dog.', 'dog'], undefined, { addSpecialTokens: false }),
    );
    expect(word_ids).toEqual([0, 0, 0, 2, 2, 2, 3]);
    expect(offsets).toEqual([
      [0, 2],
      [2, 5],
      [5, 9],
      [0, 1],
      [2, 5],
      [5, 6],
      [0, 3],
    ]);
  });

  it('tokenizes for corpora into ids and word starts', () => {
    const { ids, wordStarts } = tokenizer.tokenize('Unaffable dogs. [MASK]');
    expect([...ids]).toEqual([5, 6, 7, 9, 10, 4]);
    expect([...wordStarts]).toEqual([1, 0, 0, 1, 1, 1]);
  });

  it('gives encodings that later ones leave alone', () => {
    const first = tokenizer.encode('dog');
    tokenizer.encode('unaffable unaffable dogs');
    expect(plainEncoding(first).ids).toEqual([2, 8, 3]);
  });

  it('grows by added tokens, which get the next ids', () => {
    const grown = tokenizer.withAddedTokens(['[E1]', 'dog', { content: 'Éa', special: false }]);
    expect(tokenizer.vocabulary.size).toBe(12);
    expect(grown.vocabulary.size).toBe(14);
    expect(grown.encode('[E1]dog éA [e1]').tokens).toEqual([
      '[CLS]',
      '[E1]',
      'dog',
      'Éa',
      '[UNK]',
      '[UNK]',
      '[UNK]',
      '[SEP]',
    ]);
    expect(grown.vocabulary.id('dog')).toBe(8);
    expect([12, 13, 8].map((id) => grown.vocabulary.isSpecial(id))).toEqual([true, false, true]);
    expect(grown.withAddedTokens(['[E1]', '[E2]']).vocabulary.id('[E2]')).toBe(14);
  });

  it('refuses to add nothing', async () => {
    expect(await thrownMessage(() => tokenizer.withAddedTokens(['']))).toBe(
      `An added token is empty
  received: ""
  allowed: text of at least one character`,
    );
  });

  it('has a fingerprint that changes with everything that changes tokens', () => {
    const definition = tokenizer.definition;
    const fingerprints = [
      tokenizer,
      new SubwordTokenizer({ ...definition, normalization: { ...definition.normalization, lowercase: false } }),
      new SubwordTokenizer({ ...definition, model: { type: 'WordPiece', maxWordLength: 9 } }),
      tokenizer.withAddedTokens(['[E1]']),
      tinyTokenizer(['un', '##aff']),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(5);
    expect(new SubwordTokenizer(structuredClone(definition)).fingerprint).toBe(fingerprints[0]);
    expect(fingerprints[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has -1 for a [MASK] that is missing, and does without', () => {
    const definition = tinyDefinition(['dog']);
    const maskless = new SubwordTokenizer({
      ...definition,
      tokens: definition.tokens.filter((token) => token !== '[MASK]'),
      addedTokens: [],
    });
    expect(maskless.vocabulary.special.mask).toBe(-1);
    expect(maskless.encode('dog').tokens).toEqual(['[CLS]', 'dog', '[SEP]']);
  });

  it('needs the other special tokens', async () => {
    const definition = tinyDefinition(['dog']);
    const changed = { ...definition, specialTokens: { ...definition.specialTokens, pad: '<pad>' } };
    expect(await thrownMessage(() => new SubwordTokenizer(changed))).toBe(
      `The vocabulary has no <pad>
  received: 6 tokens, none of them <pad>
  allowed: vocabularies with a token for padding
  fix: add <pad>, or name in tokenizer_config.json (pad_token) the token that stands for it`,
    );
  });
});
