import { describe, expect, it } from 'vitest';
import type { AddedToken } from './added-token.js';
import { AddedTokenSearch } from './added-token-search.js';

const token = (content: string, changes: Partial<AddedToken> = {}): AddedToken => ({
  id: 0,
  content,
  special: true,
  singleWord: false,
  stripLeft: false,
  stripRight: false,
  normalized: false,
  ...changes,
});

/** All matches in `text`, as [content, matched text]. */
function matches(text: string, tokens: AddedToken[]): [string, string][] {
  const search = new AddedTokenSearch(tokens, ({ content }) => content);
  const units = Uint16Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  const found: [string, string][] = [];
  search.restart(0, units.length);
  for (let at = 0; at < units.length; at += 1) {
    if (search.matchAt(units, at)) found.push([search.token?.content ?? '', text.slice(search.start, search.end)]);
  }
  return found;
}

describe('AddedTokenSearch', () => {
  it('takes the leftmost match, of those the longest, and none inside another', () => {
    const tokens = ['ab', 'abc', 'bcd', 'c'].map((content) => token(content));
    expect(matches('xabcdabcbcd', tokens).map(([content]) => content)).toEqual(['abc', 'abc', 'bcd']);
  });

  it('takes white space along where told, but not twice', () => {
    const tokens = [token('l', { stripLeft: true }), token('r', { stripRight: true })];
    expect(matches('a  l  b r \t l', tokens).map(([, text]) => text)).toEqual(['  l', 'r \t ', 'l']);
  });

  it('matches single words only where no letter, mark or digit is around', () => {
    const single = [token('tok', { singleWord: true })];
    expect(matches('tok tok. (tok) tokx 1tok étok tok\u0301 \u{1d4b3}tok tok\u{1f600}', single)).toHaveLength(4);
  });

  it('lets a word that was rejected hide what is inside it', () => {
    expect(matches('xab', [token('ab', { singleWord: true }), token('b')])).toEqual([]);
  });

  it('never matches an empty token', () => {
    expect(matches('abc', [token('')])).toEqual([]);
    expect(new AddedTokenSearch([token('')], ({ content }) => content).isEmpty).toBe(true);
  });
});
