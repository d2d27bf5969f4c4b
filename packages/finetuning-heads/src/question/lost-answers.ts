import type { EncodedRecord, QuestionRecord } from '@cloze/contracts';
import { windowsByRecord } from '../records/windows-by-record.js';
import { answerTokens } from './answer-tokens.js';

/** Says how many questions have an answer that no window holds whole, in a sentence; nothing where none has. */
export function lostAnswers(windows: readonly EncodedRecord<QuestionRecord>[]): string[] {
  let [answered, lost] = [0, 0];
  for (const ofRecord of windowsByRecord(windows)) {
    const answer = ofRecord[0].record.answers?.[0];
    if (answer === undefined || answer.text === '') continue;
    answered += 1;
    if (ofRecord.every((window) => answerTokens(window)?.[1] === 0)) lost += 1;
  }
  if (lost === 0) return [];
  return [
    `${lost} of ${answered} answers are whole in no window and are learnt as no answer; raise data.maxLength, or data.stride where contexts are split.`,
  ];
}
