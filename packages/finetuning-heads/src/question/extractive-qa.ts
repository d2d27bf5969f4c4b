import { shapedArray, type AnswerPrediction } from '@cloze/contracts';
import { defineHead, type Head, type HeadServices } from '@cloze/contracts/tensor';
import { dense, keyScope, onnxDense, ownScope } from '@cloze/encoder-core';
import { scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { windowStarts } from '../records/window-starts.js';
import { transformersClass } from '../transformers-class.js';
import { answerTokens } from './answer-tokens.js';
import { bestAnswer, windowAnswers, type WindowAnswers } from './best-answers.js';
import { lostAnswers } from './lost-answers.js';
import { raggedCrossEntropy } from './ragged-cross-entropy.js';

const options = z.strictObject({
  maxAnswerLength: z.int().positive().default(30).describe('most tokens of an answer'),
  nBest: z.int().positive().default(20).describe('how many stretches are given beside the best'),
  unanswerableThreshold: z
    .number()
    .optional()
    .describe('no answer is given where that scores higher than the best by more than this; always one when left out'),
});

/** Options of `extractive-qa.v1`. */
export type ExtractiveQaOptions = z.output<typeof options>;

/**
 * Cuts the answer to a question from its context (Devlin et al., 2019): a softmax over the tokens for its first and one for its last; a
 * window without the answer points at `[CLS]`. Over BERT it is Hugging Face's `BertForQuestionAnswering`.
 */
export const extractiveQa = defineHead<ExtractiveQaOptions, AnswerPrediction, 'question', WindowAnswers>({
  name: 'extractive-qa.v1',
  summary: 'Answers a question with a stretch of its context, or not at all',
  options,
  accepts: 'question',
  gold: ['answers'],
  metrics: ['squad.v1'],
  targets: () => ({
    collate(windows) {
      const starts = windowStarts(windows);
      const ranges: number[] = [];
      const rows: number[] = [];
      windows.forEach((window, i) => {
        const tokens = answerTokens(window);
        if (tokens === undefined) return;
        ranges.push(starts[i], starts[i + 1]);
        rows.push(...tokens.map((token) => starts[i] + token));
      });
      return {
        arrays: { ranges: Int32Array.from(ranges), rows: Int32Array.from(rows) },
        weight: ranges.length / 2,
      };
    },
  }),
  create: createHead,
  decode({ maxAnswerLength, nBest }, outputs, windows) {
    const { data } = shapedArray(outputs['logits']);
    const starts = windowStarts(windows);
    return windows.map((window, i) =>
      windowAnswers(window, data.subarray(2 * starts[i], 2 * starts[i + 1]), maxAnswerLength, nBest),
    );
  },
  merge: ({ nBest, unanswerableThreshold }, decoded) => bestAnswer(decoded, nBest, unanswerableThreshold),
  warnings: (_options, windows) => lostAnswers(windows),
});

function createHead(_options: ExtractiveQaOptions, { encoder, parameters, sizes }: HeadServices): Head {
  const architecture = transformersClass(encoder, 'QuestionAnswering');
  const scope = architecture ? keyScope(parameters, 'qa_outputs') : ownScope(parameters, 'qa_outputs');
  const { hiddenSize, initializerRange } = sizes;
  const score = dense(scope, { inputSize: hiddenSize, outputSize: 2, initializerRange }); // start, end
  return {
    parameters: parameters.table,
    loss({ encode, targets }) {
      const [ranges, rows] = ['ranges', 'rows'].map((name) => targets[name].dataSync());
      if (rows.length === 0) return { sum: scalar(0), report: { accuracy: scalar(0) } };
      const { lossSum, correct } = raggedCrossEntropy(score(encode().hidden), { ranges, rows });
      return { sum: lossSum, report: { accuracy: correct } };
    },
    outputs: ({ encode }) => ({ logits: score(encode().hidden) }), // [tokens, 2]
    onnx(graph, { hidden }) {
      const scores = onnxDense(graph, score, hidden); // [examples, longest, 2]
      const column = (index: number) => graph.node('Gather', [scores, graph.integers(index)], { axis: 2 });
      return {
        start_logits: { value: column(0), shape: ['examples', 'longest'] },
        end_logits: { value: column(1), shape: ['examples', 'longest'] },
      };
    },
    modelConfig: () => (architecture ? { architectures: [architecture] } : {}),
  };
}
