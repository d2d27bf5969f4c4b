import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenTrie } from './token-trie.js';

describe('TokenTrie', () => {
  it('leads every token to its id, and nothing else to one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), { maxLength: 200 }),
        fc.string(),
        (tokens, other) => {
          const trie = new TokenTrie(tokens.map((token, id) => [token, id] as const));
          tokens.forEach((token, id) => expect(trie.idAt(trie.walk(token))).toBe(id));
          const node = trie.walk(other);
          if (!tokens.includes(other)) expect(node < 0 || trie.idAt(node) < 0).toBe(true);
        },
      ),
    );
  });

  it('holds large vocabularies', () => {
    const trie = new TokenTrie(Array.from({ length: 20_000 }, (_, id) => [`token ${id}`, id] as const));
    expect(trie.idAt(trie.walk('token 19999'))).toBe(19_999);
    expect(trie.walk('tokens')).toBe(-1);
  });
});
