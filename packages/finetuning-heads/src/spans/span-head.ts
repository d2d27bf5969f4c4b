import { gatherRows } from '@cloze/backend';
import { shapedArray, type EncodedRecord, type NamedArrays } from '@cloze/contracts';
import type { Head, HeadServices, LossInput } from '@cloze/contracts/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { classLoss } from '../classification/class-loss.js';
import { poolWords } from '../records/word-pooling.js';
import { windowCandidates, type SpanCandidate } from './span-candidates.js';
import type { SpanOptions } from './span-options.js';
import { spanPlaces } from './span-places.js';
import { spanScorer } from './span-scorer.js';
import { windowSpans, type SpansOfWindow } from './span-targets.js';

/**
 * The tensor half of heads that give every span a class.
 * @param labels number of classes beside none
 */
export function spanHead(
  options: SpanOptions & { readonly noneWeight: number },
  services: HeadServices,
  labels: number,
): Head {
  const { encoder, score } = spanScorer(services, labels + 1, options);
  const logits = ({ encode, targets, mode }: LossInput) =>
    score(
      encoder.features(poolWords(encode().hidden, targets), mode),
      spanPlaces(targets['spans'], options.maxSpanLength),
      mode,
    );
  return {
    parameters: services.parameters.table,
    loss(input) {
      const rows = input.targets['rows'] as Tensor1D;
      if (rows.shape[0] === 0) return classLoss(undefined, input.targets, false);
      const all = logits(input); // [spans, labels + 1]
      const chosen = rows.shape[0] === all.shape[0] ? all : gatherRows(all, rows);
      return classLoss(chosen, input.targets, options.noneWeight !== 1);
    },
    outputs: (input) => ({ spanLogits: logits(input) }),
  };
}

/** What each window's spans may be, from `spanLogits`. */
export function decodeSpans(
  outputs: NamedArrays,
  windows: readonly EncodedRecord[],
  names: readonly string[],
  longest: number,
  which: SpansOfWindow = 'own',
): SpanCandidate[][] {
  const data = shapedArray(outputs['spanLogits']).data as Float32Array;
  const classes = names.length + 1;
  let at = 0;
  return windows.map((window) => {
    const size = (windowSpans(window, longest, which).length / 2) * classes;
    at += size;
    return windowCandidates(window, data.subarray(at - size, at), names, longest, which);
  });
}
