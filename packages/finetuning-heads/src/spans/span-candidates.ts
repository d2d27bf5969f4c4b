import type { EncodedRecord, PredictedSpan, SpansPrediction } from '@cloze/contracts';
import { logSoftmax } from '../classification/softmax.js';
import { wordCount } from '../records/word-offsets.js';
import { windowWordOffsets } from '../records/words-of-span.js';
import { NO_LABEL } from './none-weight.js';
import { selectSpans, type ScoredSpan, type SpanDecoder } from './select-spans.js';
import { windowSpans, type SpansOfWindow } from './span-targets.js';

/** A span with its best label; first and last word are the record's. */
export interface SpanCandidate extends ScoredSpan, PredictedSpan {}

/**
 * The spans of a window that a decoder may choose: those likelier to have a label than none, and that of the whole record.
 * @param logits [spans * classes], in the order of {@link windowSpans}; class 0 is none
 * @param names of the other classes
 */
export function windowCandidates(
  window: EncodedRecord,
  logits: Float32Array,
  names: readonly string[],
  longest: number,
  which: SpansOfWindow = 'own',
): SpanCandidate[] {
  const spans = windowSpans(window, longest, which);
  const offsets = windowWordOffsets(window);
  const classes = names.length + 1;
  const candidates: SpanCandidate[] = [];
  for (let span = 0; 2 * span < spans.length; span += 1) {
    const scores = logSoftmax(logits.subarray(span * classes, (span + 1) * classes));
    let best = 1;
    for (let label = 2; label < classes; label += 1) if (scores[label] > scores[best]) best = label;
    const gain = scores[best] - scores[NO_LABEL];
    const [first, last] = [spans[2 * span], spans[2 * span + 1]];
    const isWhole = window.window.count === 1 && first === 0 && last === wordCount(window) - 1;
    if (!(gain > 0) && !isWhole) continue;
    candidates.push({
      first: window.firstWord + first,
      last: window.firstWord + last,
      gain,
      start: offsets[first][0],
      end: offsets[last][1],
      label: names[best - 1],
      score: Math.exp(scores[best]),
    });
  }
  return candidates;
}

/** The spans of a record: the decoder's choice among those of all windows. */
export function chooseSpans(
  decoder: SpanDecoder,
  candidates: readonly (readonly SpanCandidate[])[],
  windows: readonly EncodedRecord[],
): SpansPrediction {
  const last = windows[windows.length - 1];
  const words = last.firstWord + wordCount(last);
  const spans = selectSpans(decoder, candidates.flat(), words);
  return { spans: spans.map(({ start, end, label, score }) => ({ start, end, label, score })) };
}
