import { dropout, gatherRows } from '@cloze/backend';
import { shapedArray, type TagsPrediction } from '@cloze/contracts';
import { defineHead, type Head, type HeadServices } from '@cloze/contracts/tensor';
import { dense, keyScope, onnxDense, ownScope, siteDropout } from '@cloze/encoder-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { classLoss } from '../classification/class-loss.js';
import { labelConfig } from '../classification/label-config.js';
import { logSoftmax } from '../classification/softmax.js';
import { windowStarts } from '../records/window-starts.js';
import { tokensOfWord } from '../records/word-offsets.js';
import { transformersClass } from '../transformers-class.js';
import { greedyTags } from './greedy-tags.js';
import { joinScores, tagsPrediction, type OwnScores } from './merge-tags.js';
import { subwordTargets } from './subword-targets.js';
import { tagConstraints } from './tag-scheme.js';

const options = z.strictObject({
  labelling: z
    .enum(['first', 'all'])
    .default('first')
    .describe("which subwords learn the word's tag; with all, B- becomes I- on the rest"),
  combine: z
    .enum(['first', 'mean'])
    .default('first')
    .describe("a word's tag from its first subword, or from the mean of its subwords' log-probabilities"),
  decoder: z
    .enum(['greedy', 'greedy-bio'])
    .default('greedy')
    .describe('greedy: the best tag of each word; greedy-bio: the best that may follow the one before'),
  dropout: z.number().min(0).lt(1).optional().describe("before the output layer; the encoder's when left out"),
  classWeights: z
    .record(z.string(), z.number().positive())
    .optional()
    .describe('how much each tag counts in the loss, by name; 1 where left out'),
});

/** Options of `token-classification.v1`. */
export type TokenClassificationOptions = z.output<typeof options>;

/**
 * Tags words from their subwords' hidden states (Devlin et al., 2019), each on its own. Over BERT it is Hugging Face's
 * `BertForTokenClassification`, over ELECTRA its `ElectraForTokenClassification`.
 */
export const tokenClassification = defineHead<TokenClassificationOptions, TagsPrediction, 'tagging', OwnScores>({
  name: 'token-classification.v1',
  summary: 'Tags words one by one, from their subwords',
  options,
  accepts: 'tagging',
  gold: ['tags'],
  metrics: ['entity-f1.v1', 'tag-accuracy.v1'],
  targets: ({ labelling, classWeights }, { labels }) => ({
    collate: (records) => subwordTargets(records, labels, labelling, classWeights),
  }),
  create: createHead,
  decode({ combine }, outputs, records) {
    const { data, shape } = shapedArray(outputs['logits']);
    const tags = shape[1];
    const starts = windowStarts(records);
    return records.map((window, i) => {
      const { from, to } = window.ownWords;
      const scores = new Float64Array((to - from) * tags);
      for (let word = from; word < to; word += 1) {
        const [first, last] = tokensOfWord(window, word);
        const end = combine === 'first' ? first + 1 : last;
        const total = new Float64Array(tags);
        for (let token = starts[i] + first; token < starts[i] + end; token += 1) {
          logSoftmax(data.subarray(token * tags, (token + 1) * tags)).forEach((value, tag) => (total[tag] += value));
        }
        scores.set(logSoftmax(total.map((value) => value / (end - first))), (word - from) * tags);
      }
      return scores;
    });
  },
  merge({ decoder }, decoded, windows, labels) {
    const scores = joinScores(decoded);
    const size = labels.names.length;
    const constraints = decoder === 'greedy' ? undefined : tagConstraints('bio', labels, 'decoder');
    const tags = greedyTags(scores, size, constraints);
    const probabilities = Float64Array.from(tags, (tag, word) => Math.exp(scores[word * size + tag]));
    return tagsPrediction(tags, probabilities, windows, labels);
  },
});

function createHead(options: TokenClassificationOptions, services: HeadServices): Head {
  const { encoder, parameters, sizes, labels } = services;
  if (options.decoder === 'greedy-bio') tagConstraints('bio', labels, 'decoder'); // before any training
  const architecture = transformersClass(encoder, 'TokenClassification');
  const scope = architecture ? keyScope(parameters, 'classifier') : ownScope(parameters, 'classifier');
  const { hiddenSize, initializerRange } = sizes;
  const classify = dense(scope, { inputSize: hiddenSize, outputSize: labels.names.length, initializerRange });
  const rate = options.dropout ?? sizes.dropout;
  return {
    parameters: parameters.table,
    loss({ encode, targets, mode }) {
      const rows = targets['rows'] as Tensor1D;
      if (rows.shape[0] === 0) return classLoss(undefined, targets, false);
      const states = dropout(gatherRows(encode().hidden, rows), siteDropout(mode, 'classifier', rate)); // [targets, hidden]
      return classLoss(classify(states), targets, options.classWeights !== undefined);
    },
    outputs: ({ encode }) => ({ logits: classify(encode().hidden) }), // [tokens, labels]
    onnx: (graph, { hidden }) => ({
      logits: { value: onnxDense(graph, classify, hidden), shape: ['examples', 'longest', labels.names.length] },
    }),
    modelConfig: () =>
      architecture
        ? {
            architectures: [architecture],
            ...(options.dropout !== undefined && { classifier_dropout: options.dropout }),
            ...labelConfig(labels.names),
          }
        : {},
  };
}
