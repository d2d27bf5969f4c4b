import { shapedArray, type ClustersPrediction } from '@cloze/contracts';
import { defineHead, type Head, type HeadServices, type LossInput } from '@cloze/contracts/tensor';
import { gather, reshape, scalar, tensor1d, type Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { argMaxOf, softmax } from '../classification/softmax.js';
import { poolWords } from '../records/word-pooling.js';
import { windowWordOffsets } from '../records/words-of-span.js';
import { lostSpans } from '../spans/lost-spans.js';
import { spanOptions } from '../spans/span-options.js';
import { spanPlaces } from '../spans/span-places.js';
import { spanScorer } from '../spans/span-scorer.js';
import { windowSpans } from '../spans/span-targets.js';
import { antecedentLoss } from './antecedent-loss.js';
import { antecedentPairs } from './antecedent-pairs.js';
import { antecedentScorer } from './antecedent-scorer.js';
import { joinClusters, type Link, type Mention } from './join-clusters.js';
import { mentionTargets } from './mention-targets.js';

const options = z.strictObject({
  ...spanOptions,
  spansPerWord: z
    .number()
    .positive()
    .default(0.4)
    .describe('spans kept as mentions, by their score, a word of the text'),
  maxAntecedents: z.int().positive().default(50).describe('most mentions back that one may go'),
});

/** Options of `coreference.v1`. */
export type CoreferenceOptions = z.output<typeof options>;

/** What a window says: pairs of mentions that are the same thing. */
type Links = readonly Link[];

/**
 * End-to-end coreference (Lee et al., 2017): scores every span as a mention, keeps the best, and lets each go back to one before it or to none.
 * Windows of a long text are read on their own and share mentions where they overlap, which joins their clusters.
 */
export const coreference = defineHead<CoreferenceOptions, ClustersPrediction, 'coreference', Links>({
  name: 'coreference.v1',
  summary: 'Finds mentions and which of them are the same thing',
  options,
  accepts: 'coreference',
  gold: ['clusters'],
  metrics: ['coreference.v1'],
  targets: ({ maxSpanLength, spansPerWord, pooling }) => ({
    collate: (windows) => mentionTargets(windows, maxSpanLength, spansPerWord, pooling),
  }),
  create: createHead,
  decode({ maxSpanLength }, outputs, windows) {
    const [mentions, antecedents, probabilities] = ['mentions', 'antecedents', 'probabilities'].map(
      (name) => shapedArray(outputs[name]).data,
    );
    let [span, mention] = [0, 0];
    return windows.map((window) => {
      const spans = windowSpans(window, maxSpanLength, 'all');
      const offsets = windowWordOffsets(window);
      const from = span;
      span += spans.length / 2;
      const placeOf = (index: number): Mention => {
        const k = mentions[index] - from;
        return { start: offsets[spans[2 * k]][0], end: offsets[spans[2 * k + 1]][1] };
      };
      const links: Link[] = [];
      for (; mention < mentions.length && mentions[mention] < span; mention += 1) {
        const antecedent = antecedents[mention];
        if (antecedent >= 0) links.push([placeOf(mention), placeOf(antecedent), probabilities[mention]]);
      }
      return links;
    });
  },
  merge: (_options, decoded) => joinClusters(decoded.flat()),
  warnings: ({ maxSpanLength }, windows) =>
    lostSpans(windows, ({ clusters }) => clusters?.flat(), maxSpanLength, 'all'),
});

function createHead(options: CoreferenceOptions, services: HeadServices): Head {
  const { encoder, score } = spanScorer(services, 1, options);
  const scoreAntecedents = antecedentScorer(services, encoder, options.hiddenSize);
  const { maxSpanLength, spansPerWord, maxAntecedents } = options;

  /** The kept mentions, their pairs, and the pairs' scores; no scores where there are no pairs. */
  function scored({ encode, targets, mode }: LossInput) {
    const features = encoder.features(poolWords(encode().hidden, targets), mode);
    const all = spanPlaces(targets['spans'], maxSpanLength);
    const mentionScores = reshape(score(features, all, mode), [-1]) as Tensor1D; // [spans]
    const counts = targets['counts'].dataSync();
    const chosen = antecedentPairs(mentionScores.dataSync(), counts, spansPerWord, maxAntecedents);
    if (chosen.pairs.length === 0) return { chosen };
    const rows = tensor1d(chosen.mentions, 'int32');
    const kept = spanPlaces(
      Int32Array.from([...chosen.mentions].flatMap((place) => [all.spans[2 * place], all.spans[2 * place + 1]])),
      maxSpanLength,
    );
    const scores = scoreAntecedents(features, kept, gather(mentionScores, rows), chosen.pairs, mode); // [pairs]
    return { chosen, scores };
  }

  return {
    parameters: services.parameters.table,
    loss(input) {
      const known = input.targets['known'].dataSync();
      if (!known.includes(1)) return { sum: scalar(0) };
      const { chosen, scores } = scored(input);
      if (scores === undefined) return { sum: scalar(0) };
      const { mentions, windows, starts, pairs } = chosen;
      const clusters = input.targets['clusters'].dataSync();
      const isRight = Array.from({ length: pairs.length / 2 }, (_, k) => {
        const [own, earlier] = [clusters[mentions[pairs[2 * k]]], clusters[mentions[pairs[2 * k + 1]]]];
        return own > 0 && own === earlier;
      });
      const learns = Array.from(windows, (window) => known[window] === 1);
      return { sum: antecedentLoss(scores, { starts, isRight, learns }) };
    },
    outputs(input) {
      const { chosen, scores } = scored(input);
      const values = scores?.dataSync();
      const { mentions, starts, pairs } = chosen;
      const antecedents = new Int32Array(mentions.length).fill(-1);
      const probabilities = new Float32Array(mentions.length);
      mentions.forEach((_, mention) => {
        const from = starts[mention];
        // None has the score 0.
        const choices = softmax([0, ...(values?.subarray(from, starts[mention + 1]) ?? [])]);
        const best = argMaxOf(choices);
        if (best > 0) antecedents[mention] = pairs[2 * (from + best - 1) + 1];
        probabilities[mention] = choices[best];
      });
      return {
        mentions: tensor1d(mentions, 'int32'),
        antecedents: tensor1d(antecedents, 'int32'),
        probabilities: tensor1d(probabilities),
      };
    },
  };
}
