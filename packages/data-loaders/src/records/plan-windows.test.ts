import { describe, expect, it } from 'vitest';
import { cutWindow, planWindows } from './plan-windows.js';

const starts = (...sizes: number[]) => {
  let at = 0;
  return Int32Array.of(0, ...sizes.map((size) => (at += size)));
};
const own = (windows: ReturnType<typeof planWindows>) => windows.map((window) => [window.own.from, window.own.to]);

describe('planWindows', () => {
  it('ends windows between words, and goes back as far as the stride allows', () => {
    const windows = planWindows(starts(1, 2, 1, 1, 2, 1), 4, 2);
    expect(windows.map(({ from, to, firstWord, lastWord }) => [from, to, firstWord, lastWord])).toEqual([
      [0, 4, 0, 3],
      [3, 7, 2, 5],
      [5, 8, 4, 6],
    ]);
    expect(own(windows)).toEqual([
      [0, 3],
      [3, 5],
      [5, 6],
    ]);
  });

  it('gives a word to the window in which its nearer end is farther away, the earlier of two', () => {
    // Windows [0, 6), [3, 9): words 3 to 5 are in both, with 2, 1, 0 and 0, 1, 2 tokens to the nearer end.
    expect(own(planWindows(starts(1, 1, 1, 1, 1, 1, 1, 1, 1), 6, 3))).toEqual([
      [0, 5],
      [5, 9],
    ]);
  });

  it('cuts a word that is longer than a window to its first tokens', () => {
    expect(planWindows(starts(1, 9, 1), 4, 1).map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 5],
      [10, 11],
    ]);
  });

  it('keeps one window where everything fits, or there is nothing', () => {
    expect(planWindows(starts(2, 2), 4, 3)).toEqual([
      { from: 0, to: 4, firstWord: 0, lastWord: 2, own: { from: 0, to: 2 } },
    ]);
    expect(planWindows(starts(), 4, 0)).toEqual([
      { from: 0, to: 0, firstWord: 0, lastWord: 0, own: { from: 0, to: 0 } },
    ]);
  });
});

describe('cutWindow', () => {
  it('keeps the words that begin among the first tokens', () => {
    const words = (tokens: number) => cutWindow(starts(1, 3, 1), tokens).lastWord;
    expect([0, 1, 2, 4, 5].map(words)).toEqual([0, 1, 2, 2, 3]);
  });
});
