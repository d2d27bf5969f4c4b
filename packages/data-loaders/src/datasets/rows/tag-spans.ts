import type { TextSpan } from '@cloze/contracts';

/** A labelled stretch of words, [first, last). */
export interface WordSpan {
  readonly first: number;
  readonly last: number;
  readonly label: string;
}

/** The stretches that BIO tags mark; an I- after O, or after another label, begins one. */
export function tagSpans(tags: readonly string[]): WordSpan[] {
  const spans: { first: number; last: number; label: string }[] = [];
  tags.forEach((tag, word) => {
    const label = tag.slice(2);
    const before = spans[spans.length - 1];
    if (tag.startsWith('I-') && before?.last === word && before.label === label) before.last = word + 1;
    else if (tag !== 'O') spans.push({ first: word, last: word + 1, label });
  });
  return spans;
}

/** Stretches of words as stretches of the text. */
export function textSpans(spans: readonly WordSpan[], wordOffsets: readonly number[]): TextSpan[] {
  return spans.map(({ first, last, label }) => ({
    start: wordOffsets[2 * first],
    end: wordOffsets[2 * last - 1],
    label,
  }));
}
