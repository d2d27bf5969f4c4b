import type { View, Vocabulary } from '@cloze/contracts';
import { isCandidate } from './candidates.js';

/** Tokens [start, end) of a word. */
export interface WordRange {
  readonly start: number;
  readonly end: number;
}

/** The words all of whose tokens a corruption may touch, in order. A word ends where the next one or a special token begins. */
export function candidateWords(view: View, vocabulary: Vocabulary): WordRange[] {
  const { length } = view.inputIds;
  const words: WordRange[] = [];
  for (let start = 0; start < length;) {
    let end = start + 1;
    if (view.special[start] === 0) while (end < length && continues(view, end)) end += 1;
    let isWhole = true;
    for (let i = start; i < end; i += 1) isWhole &&= isCandidate(view, i, vocabulary);
    if (isWhole) words.push({ start, end });
    start = end;
  }
  return words;
}

function continues(view: View, position: number): boolean {
  return view.special[position] === 0 && view.wordStarts[position] === 0;
}
