import { DataError, type EncodedRecord, type QuestionRecord } from '@cloze/contracts';
import { recordPlace } from '../records/record-place.js';

/** The side of a question's record that is the context. */
const CONTEXT = 1;

/** First token of a window's context and the token after its last. */
export function contextTokens({ sides }: Pick<EncodedRecord, 'sides'>): readonly [from: number, to: number] {
  return [Math.max(0, sides.indexOf(CONTEXT)), sides.lastIndexOf(CONTEXT) + 1];
}

/**
 * First and last token of a record's first answer in a window; `[0, 0]`, the place of `[CLS]`, where the window does not hold all of it or
 * the question has no answer; undefined where answers are not known.
 * @throws DataError naming file and line, where the answer does not stand where it says
 */
export function answerTokens(
  window: EncodedRecord<QuestionRecord>,
): readonly [first: number, last: number] | undefined {
  const { record, offsets } = window;
  if (record.answers === undefined) return undefined;
  const answer = record.answers[0];
  if (answer === undefined || answer.text === '') return [0, 0];
  const { text, start } = answer;
  const end = start + text.length;
  const found = record.text.slice(start, end);
  if (found !== text) {
    throw new DataError({
      what: 'An answer does not stand where its start says',
      where: recordPlace(record),
      received: `${JSON.stringify(found)} at ${start}`,
      allowed: JSON.stringify(text),
      fix: 'count UTF-16 code units of the context',
    });
  }
  const [from, to] = contextTokens(window);
  let first = from;
  while (first < to && offsets[2 * first + 1] <= start) first += 1;
  let last = to - 1;
  while (last >= first && offsets[2 * last] >= end) last -= 1;
  if (last < first || cutOff(window, first, last, start, end)) return [0, 0];
  return [first, last];
}

/** Whether characters of the answer stand before the window's first token or behind its last, in tokens of other windows. */
function cutOff(
  window: EncodedRecord<QuestionRecord>,
  first: number,
  last: number,
  start: number,
  end: number,
): boolean {
  const { record, offsets } = window;
  const [from, to] = contextTokens(window);
  const visible = (a: number, b: number) => record.text.slice(a, b).trim() !== '';
  return (
    (first === from && visible(start, offsets[2 * first])) || (last === to - 1 && visible(offsets[2 * last + 1], end))
  );
}
