import type { SpansRecord } from '@cloze/contracts';

/** A record whose spans are given as words of the text and a label: the first place where the words stand. */
export function spanRecord(text: string, ...spans: (readonly [words: string, label: string])[]): SpansRecord {
  return {
    kind: 'spans',
    text,
    spans: spans.map(([words, label]) => ({
      start: text.indexOf(words),
      end: text.indexOf(words) + words.length,
      label,
    })),
    source: { file: 'spans.json', line: 2 },
  };
}
