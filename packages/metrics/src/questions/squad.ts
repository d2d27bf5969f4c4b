import { defineMetric, type AnswerPrediction } from '@cloze/contracts';
import { z } from 'zod';
import { goldOf } from '../shared/gold-of.js';
import { scoredRecords } from '../shared/scored-records.js';
import { answerScores } from './answer-scores.js';

const options = z.strictObject({
  rules: z
    .enum(['1.1', '2.0'])
    .default('2.0')
    .describe('of which SQuAD: they differ where an answer is empty or normalises to nothing'),
});

/** Options of `squad.v1`. */
export type SquadMetricOptions = z.infer<typeof options>;

/**
 * Exact match and word F1 of answers, as `exactMatch` and `answerF1`: means over the questions, in [0, 1] where SQuAD's scripts print
 * per cent. Where some questions have no answer, also over those that have one and those that have none.
 */
export const squadMetric = defineMetric<SquadMetricOptions, Pick<AnswerPrediction, 'answer'>>({
  name: 'squad.v1',
  summary: 'exact match and F1 of answers, by the rules of SQuAD 1.1 or 2.0',
  options,
  compute({ rules }, predictions, records) {
    const scored = scoredRecords('squad.v1', ['question'], 'answer', predictions, records).map(
      ({ record, prediction }) => {
        const gold = goldOf(record, record.answers, 'answers').map(({ text }) => text);
        return { ...answerScores(prediction.answer, gold, rules), answered: gold.length > 0 };
      },
    );
    const mean = (field: 'exactMatch' | 'f1', among = scored) =>
      among.reduce((sum, one) => sum + one[field], 0) / among.length;
    const all = { exactMatch: mean('exactMatch'), answerF1: mean('f1') };
    const [answered, unanswerable] = [true, false].map((has) => scored.filter((one) => one.answered === has));
    if (answered.length === 0 || unanswerable.length === 0) return all;
    return {
      ...all,
      answerableExactMatch: mean('exactMatch', answered),
      answerableF1: mean('f1', answered),
      unanswerableAccuracy: mean('exactMatch', unanswerable),
    };
  },
});
