import { gatherRows } from '@cloze/backend';
import { ConfigError } from '@cloze/contracts';
import type { Head, HeadServices, Loss, NamedTensors } from '@cloze/contracts/tensor';
import { ownScope } from '@cloze/encoder-core';
import {
  scalar,
  tensor,
  tensor1d,
  zeros,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { classLoss } from '../classification/class-loss.js';
import { poolWords } from '../records/word-pooling.js';
import { spanEncoder } from '../spans/span-encoder.js';
import type { SpanOptions } from '../spans/span-options.js';
import { spanPlaces } from '../spans/span-places.js';
import { spanScorer } from '../spans/span-scorer.js';
import { chooseSpansOfWindows } from './chosen-spans.js';
import { pairScorer } from './pair-scorer.js';

/** Options of the tensor half. */
export interface RelationOptions extends SpanOptions {
  readonly spans: 'joint' | 'given';
  readonly spansPerWord: number;
  readonly noneWeight: number;
}

/** The tensor half of a head that relates spans; it also finds them where they are not given. */
export function relationHead(options: RelationOptions, services: HeadServices): Head {
  const { labels, parameters, sizes } = services;
  const joint = options.spans === 'joint';
  if (joint && labels.spans === undefined) {
    throw new ConfigError({
      what: 'A head that finds spans and their relations needs labels of both',
      where: 'spans',
      received: 'labels of relations alone',
      fix: 'set "spanLabels" of the training data, or set "spans": "given"',
    });
  }
  const spanClasses = (labels.spans?.names.length ?? 0) + 1;
  const scorer = joint ? spanScorer(services, spanClasses, options) : undefined;
  const encoder = scorer?.encoder ?? spanEncoder(ownScope(parameters, 'spans'), sizes, options);
  const scorePairs = pairScorer(services, encoder, options.hiddenSize, labels.names.length + 1);
  const placesOf = (spans: Parameters<typeof spanPlaces>[0]) => spanPlaces(spans, options.maxSpanLength);
  const lossOf = (logits: Tensor2D, rows: Tensor1D, classes: Tensor, weights: Tensor): Scalar => {
    const own = rows.shape[0] === logits.shape[0] ? logits : gatherRows(logits, rows);
    return classLoss(own, { labels: classes, classWeights: weights }, options.noneWeight !== 1).sum as Scalar;
  };

  return {
    parameters: parameters.table,
    loss({ encode, targets, mode }): Loss {
      const spanRows = targets['rows'] as Tensor1D | undefined;
      const pairRows = targets['pairRows'] as Tensor1D;
      if (pairRows.shape[0] === 0 && !(spanRows && spanRows.shape[0] > 0)) {
        const none = scalar(0);
        return { sum: joint ? { spans: none, relations: none } : none };
      }
      const features = encoder.features(poolWords(encode().hidden, targets), mode);
      const relations = (): Scalar => {
        if (pairRows.shape[0] === 0) return scalar(0);
        const pairs = targets['pairs'].dataSync() as Int32Array;
        const logits = scorePairs(features, placesOf(targets['pairSpans']), pairs, mode); // [pairs, labels + 1]
        return lossOf(logits, pairRows, targets['pairLabels'], targets['pairWeights']);
      };
      if (scorer === undefined || spanRows === undefined) return { sum: relations() };
      const spans = (): Scalar =>
        spanRows.shape[0] === 0
          ? scalar(0)
          : lossOf(
              scorer.score(features, placesOf(targets['spans']), mode),
              spanRows,
              targets['labels'],
              targets['classWeights'],
            );
      return { sum: { spans: spans(), relations: relations() } };
    },
    outputs({ encode, targets, mode }): NamedTensors {
      const features = encoder.features(poolWords(encode().hidden, targets), mode);
      const logitsOf = (spans: Int32Array, pairs: Int32Array) =>
        pairs.length === 0
          ? zeros<Rank.R2>([0, labels.names.length + 1])
          : scorePairs(features, placesOf(spans), pairs, mode);
      if (scorer === undefined) {
        const [spans, pairs] = ['pairSpans', 'pairs'].map((name) => targets[name].dataSync() as Int32Array);
        return { pairLogits: logitsOf(spans, pairs) };
      }
      const spanLogits = scorer.score(features, placesOf(targets['spans']), mode);
      const all = targets['spans'].dataSync() as Int32Array;
      const [counts, isOwn] = ['counts', 'isOwn'].map((name) => targets[name].dataSync());
      const chosen = chooseSpansOfWindows(spanLogits.dataSync(), spanClasses, { counts, isOwn }, options.spansPerWord);
      const spans = Int32Array.from(chosen.spans.flatMap((place) => [all[2 * place], all[2 * place + 1]]));
      return {
        spanLogits,
        chosen: tensor1d(Int32Array.from(chosen.spans), 'int32'),
        chosenPairs: tensor(chosen.pairs, [chosen.pairs.length / 2, 2], 'int32'),
        pairLogits: logitsOf(spans, chosen.pairs),
      };
    },
  };
}
