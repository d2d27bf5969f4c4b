/** One window of a text: tokens [from, to), which are words [firstWord, lastWord), and the words of those that are its own. */
export interface RecordWindow {
  readonly from: number;
  readonly to: number;
  readonly firstWord: number;
  /** The word after the last. */
  readonly lastWord: number;
  /** Words [from, to), counted in the text. */
  readonly own: { readonly from: number; readonly to: number };
}

/** The one window of a text of which the first tokens are kept; its last word may be cut. */
export function cutWindow(wordStarts: Int32Array, tokens: number): RecordWindow {
  const after = wordStarts.findIndex((start) => start >= tokens);
  const lastWord = after < 0 ? wordStarts.length - 1 : after;
  return { from: 0, to: tokens, firstWord: 0, lastWord, own: { from: 0, to: lastWord } };
}

/**
 * Cuts a text into windows of whole words that share up to `stride` tokens with the one before. A word longer than a window is
 * cut to its first tokens. Each word is the own of the window in which it has most context: where the smaller of its distances
 * to the window's two ends is largest (as in BERT's code for SQuAD), the earlier window of two equal ones.
 * @param wordStarts first token of each word, then the number of tokens
 * @param room most tokens of a window, at least 1
 * @param stride most tokens that a window shares with the one before, less than `room`
 */
export function planWindows(wordStarts: Int32Array, room: number, stride: number): RecordWindow[] {
  const words = wordStarts.length - 1;
  if (words === 0) return [cutWindow(wordStarts, 0)];
  const windows: { firstWord: number; lastWord: number }[] = [];
  for (let firstWord = 0, lastWord = 0; lastWord < words;) {
    lastWord = lastFitting(wordStarts, firstWord, room);
    windows.push({ firstWord, lastWord });
    if (lastWord < words) firstWord = nextStart(wordStarts, windows[windows.length - 1], room, stride);
  }
  const owners = ownersOf(wordStarts, windows);
  return windows.map(({ firstWord, lastWord }, window) => {
    const from = wordStarts[firstWord];
    const own = { from: owners.indexOf(window), to: owners.lastIndexOf(window) + 1 };
    const to = Math.min(wordStarts[lastWord], from + room);
    return { from, to, firstWord, lastWord, own: own.to > 0 ? own : { from: firstWord, to: firstWord } };
  });
}

/** The word after the last that fits into a window; a window has one word at least. */
function lastFitting(wordStarts: Int32Array, firstWord: number, room: number): number {
  let last = firstWord + 1;
  while (last + 1 < wordStarts.length && wordStarts[last + 1] - wordStarts[firstWord] <= room) last += 1;
  return last;
}

/** The first word of the next window: as far back as the stride goes, but so that a new word fits. */
function nextStart(
  wordStarts: Int32Array,
  { firstWord, lastWord }: { readonly firstWord: number; readonly lastWord: number },
  room: number,
  stride: number,
): number {
  let start = firstWord + 1;
  const fits = () =>
    wordStarts[lastWord] - wordStarts[start] <= stride && wordStarts[lastWord + 1] - wordStarts[start] <= room;
  while (start < lastWord && !fits()) start += 1;
  return start;
}

/** Index of the window that each word is the own of. Ascending, since a later window has more on the right of any word. */
function ownersOf(
  wordStarts: Int32Array,
  windows: readonly { readonly firstWord: number; readonly lastWord: number }[],
): Int32Array {
  const owners = new Int32Array(wordStarts.length - 1);
  const contexts = new Float64Array(owners.length).fill(-1);
  windows.forEach(({ firstWord, lastWord }, window) => {
    for (let word = firstWord; word < lastWord; word += 1) {
      const before = wordStarts[word] - wordStarts[firstWord];
      const after = wordStarts[lastWord] - wordStarts[word + 1];
      const context = Math.min(before, after);
      if (context <= contexts[word]) continue;
      contexts[word] = context;
      owners[word] = window;
    }
  });
  return owners;
}
