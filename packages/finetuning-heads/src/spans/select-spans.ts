/** A span that a decoder may choose. */
export interface ScoredSpan {
  /** First and last word, both inclusive. */
  readonly first: number;
  readonly last: number;
  /** What choosing it adds to a set's score: by how much its label is likelier than none, in nats. */
  readonly gain: number;
}

/** Which sets of spans a decoder may give. */
export const SPAN_DECODERS = ['overlapping', 'nested', 'flat', 'tree'] as const;

/** One of {@link SPAN_DECODERS}. */
export type SpanDecoder = (typeof SPAN_DECODERS)[number];

/**
 * The best set of spans, each of gain above 0, by the sum of gains, exactly:
 *
 * - `overlapping`: any set;
 * - `flat`: no two spans share a word (dynamic programming over words);
 * - `nested`: no two spans cross (CKY within the longest span, dynamic programming over words beyond);
 * - `tree`: nested, and the span of all words, where it is given, is in it whatever its gain: the labelled constituents of the best binary
 *   tree, whose other nodes have no label and score 0 (Stern et al., 2017).
 * @param spans each at most once
 * @param words number of words
 * @returns the chosen ones by first word, then the longer before the shorter
 */
export function selectSpans<S extends ScoredSpan>(decoder: SpanDecoder, spans: readonly S[], words: number): S[] {
  const useful = spans.filter(({ gain }) => gain > 0);
  switch (decoder) {
    case 'overlapping':
      return inOrder(useful);
    case 'flat':
      return bestRow(useful, words, (span) => ({ score: span.gain, members: [span] }));
    case 'nested':
      return bestNested(useful, words);
    case 'tree': {
      const isRoot = ({ first, last }: ScoredSpan) => first === 0 && last === words - 1;
      const below = bestNested(
        useful.filter((span) => !isRoot(span)),
        words,
      );
      return inOrder([...spans.filter(isRoot), ...below]);
    }
  }
}

interface SpanSet<S> {
  readonly score: number;
  readonly members: readonly S[];
}

function inOrder<S extends ScoredSpan>(spans: readonly S[]): S[] {
  return [...spans].sort((a, b) => a.first - b.first || b.last - a.last);
}

/** The best sequence of stretches without a common word, each worth what `setOf` says. */
function bestRow<S extends ScoredSpan>(stretches: readonly S[], words: number, setOf: (stretch: S) => SpanSet<S>): S[] {
  const endingAt = new Map<number, S[]>();
  for (const stretch of stretches) {
    const others = endingAt.get(stretch.last);
    if (others) others.push(stretch);
    else endingAt.set(stretch.last, [stretch]);
  }
  const best = new Float64Array(words + 1); // of the first words
  const chosen: (S | undefined)[] = [undefined];
  for (let word = 0; word < words; word += 1) {
    best[word + 1] = best[word];
    chosen[word + 1] = undefined;
    for (const stretch of endingAt.get(word) ?? []) {
      const score = best[stretch.first] + setOf(stretch).score;
      if (score <= best[word + 1]) continue;
      best[word + 1] = score;
      chosen[word + 1] = stretch;
    }
  }
  const members: S[] = [];
  for (let word = words; word > 0;) {
    const stretch = chosen[word];
    if (stretch) members.push(...setOf(stretch).members);
    word = stretch ? stretch.first : word - 1;
  }
  return inOrder(members);
}

/** The best set of spans that do not cross. */
function bestNested<S extends ScoredSpan>(spans: readonly S[], words: number): S[] {
  const inside = bestInside(spans, words);
  return bestRow(spans, words, ({ first, last }) => inside(first, last));
}

/**
 * The best set of spans that do not cross inside the words of a span, by CKY over all stretches up to the longest span: the span itself, if
 * it is one, and the best two halves.
 */
function bestInside<S extends ScoredSpan>(
  spans: readonly S[],
  words: number,
): (first: number, last: number) => SpanSet<S> {
  const longest = spans.reduce((most, { first, last }) => Math.max(most, last - first + 1), 0);
  const place = (first: number, last: number) => first * longest + last - first;
  const own: (S | undefined)[] = [];
  for (const span of spans) own[place(span.first, span.last)] = span;
  const scores = new Float64Array(words * longest);
  const middles = new Int32Array(words * longest); // last word of the better left half
  for (let length = 1; length <= longest; length += 1) {
    for (let first = 0; first + length <= words; first += 1) {
      const last = first + length - 1;
      let best = 0;
      let middle = first;
      for (let cut = first; cut < last; cut += 1) {
        const score = scores[place(first, cut)] + scores[place(cut + 1, last)];
        if (score <= best) continue;
        best = score;
        middle = cut;
      }
      scores[place(first, last)] = best + (own[place(first, last)]?.gain ?? 0);
      middles[place(first, last)] = middle;
    }
  }
  const membersOf = (first: number, last: number): S[] => {
    if (scores[place(first, last)] === 0) return [];
    const span = own[place(first, last)];
    const middle = middles[place(first, last)];
    const below = first === last ? [] : [...membersOf(first, middle), ...membersOf(middle + 1, last)];
    return span ? [span, ...below] : below;
  };
  return (first, last) => ({ score: scores[place(first, last)], members: membersOf(first, last) });
}
