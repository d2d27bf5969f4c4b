/**
 * All spans of at most `longest` words (j - i < L) among words [from, to), by first word, then by last.
 * @returns first and last word of span k, both inclusive, at 2k and 2k + 1
 */
export function enumerateSpans(from: number, to: number, longest: number): Int32Array {
  const words = to - from;
  const cut = Math.min(longest, words);
  const spans = new Int32Array(2 * (words * cut - (cut * (cut - 1)) / 2));
  let at = 0;
  for (let first = from; first < to; first += 1) {
    for (let last = first; last < Math.min(to, first + longest); last += 1) {
      spans[at] = first;
      spans[at + 1] = last;
      at += 2;
    }
  }
  return spans;
}
